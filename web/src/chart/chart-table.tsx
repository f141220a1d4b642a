import { useTranslations } from "use-intl";
import { useFormats } from "../format/use-formats.js";
import table from "../parts/table.module.css";
import { VisuallyHidden } from "../parts/visually-hidden.js";
import styles from "./chart.module.css";
import { readOut } from "./read-out.js";
import type { ChartShape } from "./shape.js";

interface ChartTableProps {
  caption: string;
  shape: ChartShape;
  write: (value: number) => string;
}

/** What a chart shows, in figures. */
export function ChartTable({ caption, shape, write }: ChartTableProps) {
  const t = useTranslations("chart");
  const { day } = useFormats();
  return (
    <div
      className={`${table.scroller} ${styles.table}`}
      role="region"
      aria-label={caption}
      // a region that scrolls must be reached by keyboard
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className={table.table}>
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("day")}</th>
            {shape.columns.flatMap(({ series: { id, name, intervalName } }) => [
              <th key={id} scope="col" className={table.figure}>
                {name}
              </th>,
              ...(intervalName === undefined
                ? []
                : [
                    <th key={`${id} interval`} scope="col" className={table.figure}>
                      {intervalName}
                    </th>,
                  ]),
            ])}
            <th scope="col">{t("notes")}</th>
          </tr>
        </thead>
        <tbody>
          {shape.days.map((date, index) => {
            const { figures, notes } = readOut(shape, index, write);
            return (
              <tr key={date}>
                <th scope="row">{day(date)}</th>
                {figures.flatMap(({ value, interval, intervalName }, column) => [
                  <td key={column} className={table.figure}>
                    {value ?? "–"}
                  </td>,
                  ...(intervalName === null
                    ? []
                    : [
                        <td key={`${column} interval`} className={table.figure}>
                          {interval ?? "–"}
                        </td>,
                      ]),
                ])}
                <td className={table.soft}>{notes.join(", ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
