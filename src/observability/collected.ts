import { Counter, Gauge, type Registry } from "prom-client";
import { withinLimit } from "../time-limit.js";

/** Figures of one reading are all of the same moment; a reading serves the gauges of one scrape. */
const SAME_SCRAPE_MS = 1_000;
const READING_LIMIT_MS = 3_000;

/** What gauges of one source are set from: values by labels; null removes what was there. */
export type Sample = { labels?: Readonly<Record<string, string>>; value: number };

export interface CollectedGauge<F> {
  name: string;
  help: string;
  labelNames?: readonly string[];
  read: (figures: F) => readonly Sample[];
}

interface Source<F> {
  /** Names it where it cannot be read. */
  part: string;
  load: () => Promise<F>;
  getElapsedMs: () => number;
  onFailure?: (error: unknown) => void;
}

/**
 * Gauges that are read when somebody looks. Where their source does not answer they are absent, the rest of the page is served all the
 * same, and the failure is counted.
 */
export function addCollected<F>(
  registry: Registry,
  source: Source<F>,
  gauges: readonly CollectedGauge<F>[],
): void {
  const failures = findFailures(registry);
  let last: { atMs: number; figures: Promise<F | null> } | null = null;

  async function load(): Promise<F | null> {
    try {
      const late = () => new Error(`no answer within ${READING_LIMIT_MS} ms`);
      return await withinLimit(source.load(), READING_LIMIT_MS, late);
    } catch (error) {
      failures.inc({ part: source.part });
      source.onFailure?.(error);
      return null;
    }
  }

  function read(): Promise<F | null> {
    const atMs = source.getElapsedMs();
    if (last === null || atMs - last.atMs >= SAME_SCRAPE_MS) last = { atMs, figures: load() };
    return last.figures;
  }

  for (const { name, help, labelNames = [], read: toSamples } of gauges) {
    new Gauge({
      ...{ name, help, labelNames, registers: [registry] },
      async collect() {
        const figures = await read();
        this.reset();
        if (figures === null) {
          if (labelNames.length === 0) this.remove();
          return;
        }
        const samples = toSamples(figures);
        if (samples.length === 0 && labelNames.length === 0) this.remove();
        for (const { labels = {}, value } of samples) this.set(labels, value);
      },
    });
  }
}

const FAILURES = "storecast_metrics_read_failures_total";

/** One for all sources of a registry. */
function findFailures(registry: Registry): Counter<"part"> {
  const known = registry.getSingleMetric(FAILURES) as Counter<"part"> | undefined;
  return (
    known ??
    new Counter({
      ...{ name: FAILURES, registers: [registry], labelNames: ["part"] as const },
      help: "Figures that could not be read when somebody asked for them, by what did not answer.",
    })
  );
}
