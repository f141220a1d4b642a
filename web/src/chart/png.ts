import { drawMark } from "./drawing.js";
import { DASHES, type Palette } from "./palette.js";
import type { ChartSeries } from "./types.js";
import type { ChartMarkKind } from "./types.js";

/** What a picture of a chart says beside the chart. */
export interface PictureWords {
  title: string;
  series: readonly ChartSeries[];
  /** The kinds of marks that occur, with their names. */
  marks: readonly (readonly [kind: ChartMarkKind, name: string])[];
}

/** Breaks items of these widths into rows that are no wider than the room. @returns where each begins */
export function flow(widths: readonly number[], room: number, gap: number): { x: number; row: number }[] {
  let x = 0;
  let row = 0;
  return widths.map((width) => {
    if (x > 0 && x + width > room) {
      x = 0;
      row += 1;
    }
    const place = { x, row };
    x += width + gap;
    return place;
  });
}

interface Item {
  words: string;
  draw: (ctx: CanvasRenderingContext2D, x: number, middle: number) => void;
}

const SWATCH = 22;

/**
 * A picture of a chart with its title and legend, on the paper of the page.
 *
 * @param ratio canvas pixels a CSS pixel
 * @throws Error if the browser makes no picture of it
 */
export async function drawPicture(
  chart: HTMLCanvasElement,
  { title, series, marks }: PictureWords,
  palette: Palette,
  ratio: number,
): Promise<Blob> {
  const { letters, family } = palette;
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d")!;
  const margin = letters;
  const line = letters * 1.8;
  const font = `${letters}px ${family}`;
  const items = [
    ...series.map((one) => lineItem(one, palette)),
    ...marks.map((mark) => markItem(mark, palette)),
  ];
  const width = chart.width / ratio;
  ctx.font = font;
  const widths = items.map(({ words }) => SWATCH + 6 + ctx.measureText(words).width);
  const places = flow(widths, width, letters * 1.5);
  const head = margin + line * 1.2 + line * ((places.at(-1)?.row ?? -1) + 1) + letters / 2;

  canvas.width = chart.width + 2 * margin * ratio;
  canvas.height = chart.height + (head + margin) * ratio;
  ctx.fillStyle = palette.surface;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(chart, margin * ratio, head * ratio);
  ctx.scale(ratio, ratio);
  ctx.textBaseline = "middle";
  ctx.fillStyle = palette.ink;
  ctx.font = `600 ${letters * 1.25}px ${family}`;
  ctx.fillText(title, margin, margin + line * 0.5);
  ctx.font = font;
  for (const [index, { x, row }] of places.entries()) {
    const middle = margin + line * (1.7 + row);
    items[index]!.draw(ctx, margin + x, middle);
    ctx.fillStyle = palette.ink;
    ctx.fillText(items[index]!.words, margin + x + SWATCH + 6, middle);
  }
  return await new Promise((settle, reject) =>
    canvas.toBlob(
      (blob) =>
        blob ? settle(blob) : reject(new Error(`no picture of ${canvas.width} by ${canvas.height}`)),
      "image/png",
    ),
  );
}

function lineItem({ name, intervalName, color, line = "solid" }: ChartSeries, palette: Palette): Item {
  return {
    words: intervalName === undefined ? name : `${name}, ${intervalName}`,
    draw: (ctx, x, middle) => {
      if (intervalName !== undefined) {
        ctx.fillStyle = palette.band[color];
        ctx.fillRect(x, middle - 6, SWATCH, 12);
      }
      ctx.save();
      ctx.strokeStyle = palette.series[color];
      ctx.lineWidth = 2;
      ctx.setLineDash([...DASHES[line]]);
      ctx.beginPath();
      ctx.moveTo(x, middle);
      ctx.lineTo(x + SWATCH, middle);
      ctx.stroke();
      ctx.restore();
    },
  };
}

function markItem([kind, words]: readonly [ChartMarkKind, string], palette: Palette): Item {
  return {
    words,
    draw: (ctx, x, middle) => {
      ctx.lineWidth = 1;
      drawMark(ctx, kind, { left: x + 4, right: x + SWATCH - 4, middle, ratio: 1 }, palette);
    },
  };
}
