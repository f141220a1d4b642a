import { useId, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { useTranslations } from "use-intl";
import uPlot from "uplot";
import type { Day } from "../format/day.js";
import { useFormats } from "../format/use-formats.js";
import { Button } from "../parts/button.js";
import { VisuallyHidden } from "../parts/visually-hidden.js";
import { moveCursor } from "./axis.js";
import styles from "./chart.module.css";
import { ChartTable } from "./chart-table.js";
import { MarkKey } from "./mark-key.js";
import { drawPicture } from "./png.js";
import { readOut, sayReadOut } from "./read-out.js";
import { ReadOutBar } from "./read-out-bar.js";
import { shapeChart, toDayNumber } from "./shape.js";
import type { ChartContent } from "./types.js";
import { usePlot } from "./use-plot.js";
import { useMarkKinds } from "./use-mark-kinds.js";

/** What can be done with a chart from outside. */
export interface TimeChartHandle {
  /** The chart as it is seen, with its title and legend. @throws Error if it is not drawn yet */
  toPng: () => Promise<Blob>;
}

export interface TimeChartProps {
  /** Names the chart for those who hear it, and stands on its picture. */
  title: string;
  /** Kept by the caller while nothing changes. */
  content: ChartContent;
  /** How figures are written; as units if left out. Kept by the caller. */
  write?: (value: number) => string;
  /** A day was clicked on, or chosen with Enter. */
  onPick?: (day: Day) => void;
  ref?: Ref<TimeChartHandle>;
}

/** Figures day by day. Arrow keys move through the days; a table holds the same. */
export default function TimeChart({ title, content, write, onPick, ref }: TimeChartProps) {
  const t = useTranslations("chart");
  const { units, day: writeDay, date } = useFormats();
  const figure = write ?? units;
  const frame = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [isTable, setIsTable] = useState(false);
  const [heard, setHeard] = useState("");
  const id = useId();
  const shape = useMemo(() => shapeChart(content), [content]);
  const words = useMemo(() => ({ figure, day: writeDay, date }), [figure, writeDay, date]);
  const drawn = usePlot(frame, { shape, words, onCursor: setCursor });
  const markKinds = useMarkKinds(shape);
  const at = cursor !== null && cursor < shape.days.length ? cursor : null;
  const now = at === null ? null : readOut(shape, at, figure);

  const toPng = () => {
    if (!drawn.current) return Promise.reject(new Error("the chart is not drawn yet"));
    const { plot, palette } = drawn.current;
    const words = { title, series: content.series, marks: markKinds };
    return drawPicture(plot.ctx.canvas, words, palette, uPlot.pxRatio);
  };
  useImperativeHandle(ref, () => ({ toPng }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || shape.days.length === 0) return;
    if (event.key === "Enter" && at !== null) return onPick?.(shape.days[at]!);
    const next = moveCursor(event.key, at, shape.days.length);
    if (next === undefined) return;
    event.preventDefault();
    moveTo(drawn.current?.plot, next === null ? null : toDayNumber(shape.days[next]!));
    setHeard(
      next === null
        ? ""
        : sayReadOut(readOut(shape, next, figure), writeDay(shape.days[next]!), t("nothing")),
    );
  };

  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption id={id}>
        <VisuallyHidden>{title}</VisuallyHidden>
      </figcaption>
      <ReadOutBar series={content.series} now={now} />
      {/* the days are reached by keyboard, and what a click chooses is chosen with Enter too */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={frame}
        className={styles.frame}
        role="application"
        aria-roledescription={t("role")}
        aria-label={title}
        aria-describedby={`${id}-keys`}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-pickable={onPick ? "" : undefined}
        onKeyDown={onKeyDown}
        onBlur={() => moveTo(drawn.current?.plot, null)}
        onClick={() => at !== null && onPick?.(shape.days[at]!)}
      />
      <span id={`${id}-keys`} hidden>
        {t(onPick ? "keysAndPick" : "keys")}
      </span>
      <VisuallyHidden>
        <span role="status">{heard}</span>
      </VisuallyHidden>
      <div className={styles.foot}>
        <MarkKey kinds={markKinds} />
        <Button kind="quiet" aria-expanded={isTable} onClick={() => setIsTable(!isTable)}>
          {t(isTable ? "hideTable" : "showTable")}
        </Button>
      </div>
      {isTable && <ChartTable caption={title} shape={shape} write={figure} />}
    </figure>
  );
}

/** Moves the cursor to a day of the axis; null takes it away. */
function moveTo(plot: uPlot | undefined, number: number | null): void {
  if (number === null) plot?.setCursor({ left: -10, top: -10 });
  else plot?.setCursor({ left: plot.valToPos(number, "x"), top: plot.bbox.height / uPlot.pxRatio / 2 });
}
