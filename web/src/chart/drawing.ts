import uPlot from "uplot";
import type { Palette } from "./palette.js";
import { loneIndexes, placeWords, rulePlace, toDayNumber, toRuns, type ChartShape } from "./shape.js";
import { MARK_KINDS, type ChartMarkKind } from "./types.js";

/** Heights above the plot, CSS pixels. */
const RULE_WORDS = 20;
const LANE = 9;

/** Kinds of marks that have a lane of their own above the plot, those that occur, from top to bottom. */
export function toLanes(shape: ChartShape): ChartMarkKind[] {
  const present = new Set([...shape.marks.values()].flat().map(({ kind }) => kind));
  return MARK_KINDS.filter((kind) => kind !== "closed" && present.has(kind));
}

/** Room above the plot, CSS pixels. */
export function roomAbove(shape: ChartShape): number {
  const hasWords = shape.rules.some(({ words }) => words !== null);
  return 8 + (hasWords ? RULE_WORDS : 0) + toLanes(shape).length * LANE;
}

function daysOf(shape: ChartShape, kind: ChartMarkKind) {
  return shape.days.filter((day) => shape.marks.get(day)?.some((mark) => mark.kind === kind));
}

/** Closed days, behind everything else. */
export function drawClosed(plot: uPlot, shape: ChartShape, palette: Palette): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = palette.closed;
  for (const { from, through } of toRuns(daysOf(shape, "closed"))) {
    const left = Math.max(bbox.left, plot.valToPos(from - 0.5, "x", true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(through + 0.5, "x", true));
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

/** Lanes of what holds for a day, above the plot. */
export function drawLanes(plot: uPlot, shape: ChartShape, palette: Palette): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const lanes = toLanes(shape);
  ctx.save();
  ctx.lineWidth = ratio;
  for (const [index, kind] of lanes.entries()) {
    const middle = bbox.top - (lanes.length - index - 0.5) * LANE * ratio;
    const runs =
      kind === "holiday"
        ? daysOf(shape, kind).map((day) => ({ from: toDayNumber(day), through: toDayNumber(day) }))
        : toRuns(daysOf(shape, kind));
    for (const { from, through } of runs) {
      const left = plot.valToPos(from - 0.4, "x", true);
      const right = plot.valToPos(through + 0.4, "x", true);
      drawMark(ctx, kind, { left, right, middle, ratio }, palette);
    }
  }
  ctx.restore();
}

/** Each kind has its own shape, so that nobody needs its colour. */
export function drawMark(
  ctx: CanvasRenderingContext2D,
  kind: ChartMarkKind,
  { left, right, middle, ratio }: { left: number; right: number; middle: number; ratio: number },
  palette: Palette,
): void {
  const half = 2 * ratio;
  if (kind === "closed") {
    ctx.fillStyle = palette.closed;
    ctx.fillRect(left, middle - 2 * half, right - left, 4 * half);
  } else if (kind === "promo") {
    ctx.fillStyle = palette.promo;
    ctx.fillRect(left, middle - half, right - left, 2 * half);
  } else if (kind === "school-holiday") {
    ctx.strokeStyle = palette.holiday;
    ctx.strokeRect(left, middle - half, right - left, 2 * half);
  } else {
    const center = (left + right) / 2;
    const reach = 2 * half;
    ctx.fillStyle = palette.holiday;
    ctx.beginPath();
    ctx.moveTo(center, middle - reach);
    ctx.lineTo(center + reach, middle);
    ctx.lineTo(center, middle + reach);
    ctx.lineTo(center - reach, middle);
    ctx.fill();
  }
}

/** Intervals of days between two gaps: a band has no width there. */
export function drawLoneBands(plot: uPlot, { days, columns }: ChartShape, palette: Palette): void {
  const { ctx } = plot;
  const width = 6 * uPlot.pxRatio;
  ctx.save();
  for (const { series, values, lower, upper } of columns) {
    ctx.fillStyle = palette.band[series.color];
    for (const at of lower && upper ? loneIndexes(values) : []) {
      const [low, high] = [lower?.[at], upper?.[at]];
      if (low == null || high == null) continue;
      const [top, bottom] = [plot.valToPos(high, "y", true), plot.valToPos(low, "y", true)];
      ctx.fillRect(plot.valToPos(toDayNumber(days[at]!), "x", true) - width / 2, top, width, bottom - top);
    }
  }
  ctx.restore();
}

/** Lines between days. */
export function drawRules(plot: uPlot, shape: ChartShape, palette: Palette): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const top = bbox.top - toLanes(shape).length * LANE * ratio;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  ctx.textAlign = "left";
  ctx.font = `${palette.letters * ratio}px ${palette.family}`;
  const lines = shape.rules.map((rule) => ({
    ...rule,
    x: Math.round(plot.valToPos(rulePlace(rule), "x", true)),
    width: rule.words === null ? 0 : ctx.measureText(rule.words).width,
  }));
  const places = placeWords(lines, ctx.canvas.width, 5 * ratio);
  for (const [index, { kind, x, words }] of lines.entries()) {
    const isToday = kind === "today";
    const place = places[index] ?? null;
    ctx.strokeStyle = isToday ? palette.ink : palette.inkSoft;
    ctx.setLineDash(isToday ? [] : [3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, place === null ? bbox.top : top - RULE_WORDS * ratio * 0.8);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillStyle = isToday ? palette.ink : palette.inkSoft;
    if (place !== null && words !== null) ctx.fillText(words, place, top - 3 * ratio);
  }
  ctx.restore();
}
