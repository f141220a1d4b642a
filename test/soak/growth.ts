import type { Health } from "./world.js";

/** What is watched, in the order of the report. */
export const MEASURES = ["rss", "heap", "lagMs", "handles", "sockets", "fds", "connections"] as const;
export type Measure = (typeof MEASURES)[number];

/** A look at a process, so many minutes after the start. */
export interface Sample {
  minute: number;
  health: Health;
}

/** Most that a measure may grow a minute once a process is warm: a leak is what a day would show as gigabytes, or as thousands of handles. */
export const MOST_GROWTH: Readonly<Partial<Record<Measure, number>>> = {
  rss: 8_000_000,
  heap: 5_000_000,
  handles: 3,
  sockets: 3,
  fds: 3,
  connections: 1,
};

/** Growth a minute by the line that fits best. */
export function growthOf(samples: readonly Sample[], measure: Measure): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const minutes = samples.map(({ minute }) => minute);
  const values = samples.map(({ health }) => health[measure]);
  const [middle, level] = [mean(minutes), mean(values)];
  const spread = mean(minutes.map((minute) => (minute - middle) * (minute - middle)));
  if (!(spread > 0)) return 0;
  return mean(minutes.map((minute, index) => (minute - middle) * (values[index]! - level))) / spread;
}

/** A value for people: bytes as MB, all else with one decimal. */
export function show(measure: Measure, value: number): string {
  return measure === "rss" || measure === "heap" ? `${(value / 1e6).toFixed(1)} MB` : value.toFixed(1);
}
