import uPlot from "uplot";
import { dayTicks, figureRange, hasDailyTicks } from "./axis.js";
import { drawClosed, drawLanes, drawLoneBands, drawRules, roomAbove } from "./drawing.js";
import { DASHES, type Palette } from "./palette.js";
import { loneIndexes, ofDayNumber, toDayNumber, type ChartColumn, type ChartShape } from "./shape.js";

/** How axes are written. */
export interface AxisWords {
  figure: (value: number) => string;
  /** A day among its neighbours, such as `Fri, Aug 7`. */
  day: (day: string) => string;
  /** A day among weeks, such as `Aug 7`. */
  date: (day: string) => string;
}

/** What a plot reads each time it draws. */
export interface PlotState {
  shape: ChartShape;
  words: AxisWords;
  onCursor: (index: number | null) => void;
}

/** What needs another plot when it changes; all else is drawn anew in the same. */
export function plotKey({ columns }: ChartShape): string {
  return JSON.stringify(columns.map(({ series, lower }) => [series.id, series.color, series.line, !!lower]));
}

/** The columns as a plot takes them: days, then each series' values and the bounds of its band. */
export function toPlotData({ days, columns }: ChartShape): uPlot.AlignedData {
  return [
    days.map(toDayNumber),
    ...columns.flatMap(({ values, lower, upper }) => [values, ...(lower && upper ? [upper, lower] : [])]),
  ];
}

export function plotOptions(
  size: { width: number; height: number },
  palette: Palette,
  read: () => PlotState,
): uPlot.Options {
  const { columns } = read().shape;
  const font = `${palette.letters}px ${palette.family}`;
  const axis = { font, stroke: palette.inkSoft, border: { show: false } };
  const grid = { stroke: palette.line, width: 1 };
  const draw = (paint: typeof drawClosed) => (plot: uPlot) => paint(plot, read().shape, palette);
  return {
    ...size,
    ...seriesOptions(columns, palette),
    padding: [() => roomAbove(read().shape), 16, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: {
        // the bounds of a band have none
        size: (_, index) => (isValue(read().shape, index) ? 8 : 0),
        width: (_, __, size) => (size > 0 ? 2 : 0),
        fill: palette.surface,
      },
    },
    scales: {
      x: { time: false, range: () => firstToLast(read().shape) },
      y: { range: (_, __, highest) => figureRange(highest) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ticks: { stroke: palette.line, width: 1, size: 5 },
        size: palette.letters + 20,
        gap: 5,
        splits: (plot, _, from, to) =>
          dayTicks(
            Math.ceil(from),
            Math.floor(to),
            Math.max(2, Math.floor(plot.bbox.width / uPlot.pxRatio / (palette.letters * 6))),
          ),
        values: (_, ticks) => {
          const { day, date } = read().words;
          return ticks.map((tick) => (hasDailyTicks(ticks) ? day : date)(ofDayNumber(tick)));
        },
      },
      {
        ...axis,
        grid,
        ticks: { show: false },
        gap: 8,
        size: (_, texts) => widest(texts ?? [], font) + 16,
        values: (_, ticks) => ticks.map((tick) => read().words.figure(tick)),
      },
    ],
    hooks: {
      drawClear: [draw(drawClosed), draw(drawLoneBands)],
      draw: [draw(drawLanes), draw(drawRules)],
      setCursor: [({ cursor }) => read().onCursor((cursor.left ?? -1) < 0 ? null : (cursor.idx ?? null))],
    },
  };
}

function seriesOptions(
  columns: readonly ChartColumn[],
  palette: Palette,
): Pick<uPlot.Options, "series" | "bands"> {
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  const edge: uPlot.Series = { width: 0, points: { show: false } };
  for (const {
    series: { color, line = "solid" },
    lower,
    upper,
  } of columns) {
    const stroke = palette.series[color];
    series.push({
      ...{ stroke, width: 2, dash: [...DASHES[line]], cap: "round" },
      paths: drawLine,
      points: { show: true, size: 4, width: 0, fill: stroke, filter: lonePoints },
    });
    if (!lower || !upper) continue;
    bands.push({ series: [series.length, series.length + 1], fill: palette.band[color] });
    series.push(edge, edge);
  }
  return { series, bands };
}

/** Whether the plot's series is the line of one of ours, rather than a bound of its band. */
function isValue({ columns }: ChartShape, index: number): boolean {
  const places = columns.flatMap(({ lower }) => (lower ? [true, false, false] : [true]));
  return places[index - 1] ?? false;
}

/** Lines that end round at gaps; the plot's own are cut off there. */
const drawLine: uPlot.Series.PathBuilder = (plot, index, from, through) => {
  const [days, values] = [plot.data[0], plot.data[index]!];
  const stroke = new Path2D();
  for (let at = from; at <= through; at++) {
    const value = values[at];
    if (value == null) continue;
    const x = plot.valToPos(days[at]!, "x", true);
    const y = plot.valToPos(value, "y", true);
    if (values[at - 1] == null) stroke.moveTo(x, y);
    else stroke.lineTo(x, y);
  }
  return { stroke, fill: null, clip: null };
};

/** A day between two gaps has no line: it is a point. */
function lonePoints(plot: uPlot, index: number): number[] {
  return loneIndexes(plot.data[index]!);
}

function firstToLast({ days }: ChartShape): [number, number] {
  if (days.length === 0) return [0, 1];
  return [toDayNumber(days[0]!) - 0.5, toDayNumber(days.at(-1)!) + 0.5];
}

function widest(texts: readonly string[], font: string): number {
  const ctx = document.createElement("canvas").getContext("2d")!;
  ctx.font = font;
  return texts.reduce((most, text) => Math.max(most, ctx.measureText(text).width), 0);
}
