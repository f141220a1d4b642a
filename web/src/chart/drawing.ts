import uPlot from "uplot";
import type { Palette } from "./palette.js";
import { rulePlace, toDayNumber, toRuns, type ChartShape } from "./shape.js";
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

/** Lines between days. The words of a cutoff end at its line and those of today begin there, so that both fit where the two are one. */
export function drawRules(plot: uPlot, shape: ChartShape, palette: Palette): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const top = bbox.top - toLanes(shape).length * LANE * ratio;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.textBaseline = "bottom";
  ctx.font = `${palette.letters * ratio}px ${palette.family}`;
  for (const rule of shape.rules) {
    const x = Math.round(plot.valToPos(rulePlace(rule), "x", true));
    const isToday = rule.kind === "today";
    ctx.strokeStyle = isToday ? palette.ink : palette.inkSoft;
    ctx.setLineDash(isToday ? [] : [3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, rule.words === null ? bbox.top : top - RULE_WORDS * ratio * 0.8);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (rule.words === null) continue;
    ctx.fillStyle = isToday ? palette.ink : palette.inkSoft;
    const gap = 5 * ratio;
    const width = ctx.measureText(rule.words).width;
    const isLeft = isToday ? x + gap + width > ctx.canvas.width : x - gap - width >= 0;
    ctx.textAlign = isLeft ? "right" : "left";
    ctx.fillText(rule.words, isLeft ? x - gap : x + gap, top - 3 * ratio);
  }
  ctx.restore();
}
