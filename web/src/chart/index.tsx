import { lazy, Suspense } from "react";
import styles from "./chart.module.css";
import type { TimeChartProps } from "./time-chart.js";

export type { TimeChartHandle, TimeChartProps } from "./time-chart.js";
export type * from "./types.js";

const LazyChart = lazy(() => import("./time-chart.js"));

/** A chart of days, whose code comes with the first one; its place is kept meanwhile. */
export function TimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<ChartPlace />}>
      <LazyChart {...props} />
    </Suspense>
  );
}

/** The place of a chart that has not come yet. */
export function ChartPlace() {
  return <div className={styles.place} aria-hidden="true" />;
}
