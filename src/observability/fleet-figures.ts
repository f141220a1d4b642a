import type { Registry } from "prom-client";
import type { LiveAccuracy } from "../serving/live-accuracy.js";
import type { FleetFigures, Spread } from "../serving/types.js";
import { addCollected, type Sample } from "./collected.js";

interface FleetSources {
  measureFleet: () => Promise<FleetFigures>;
  measureAccuracy: () => Promise<LiveAccuracy>;
  getElapsedMs: () => number;
  onFailure?: (error: unknown) => void;
}

/** What is compared is days; asking every few minutes is soon enough. */
const ACCURACY_HOLDS_MS = 300_000;

/** Adds how the stores' models stand: by status, by age, and against what was sold since they were trained. */
export function addFleetFigures(registry: Registry, sources: FleetSources): void {
  const { getElapsedMs, onFailure } = sources;
  const common = { getElapsedMs, ...(onFailure ? { onFailure } : {}) };
  addCollected(registry, { part: "fleet", load: sources.measureFleet, ...common }, [
    {
      name: "storecast_stores",
      help: "Stores by what their forecast of the coming week says of itself: ready, stale, baseline, untrained.",
      labelNames: ["status"],
      read: ({ statuses }) => samples("status", statuses),
    },
    {
      name: "storecast_stale_stores",
      help: "Stores whose model should be trained anew, by reason; one store may have several.",
      labelNames: ["reason"],
      read: ({ staleReasons }) => samples("reason", staleReasons),
    },
    {
      name: "storecast_champion_age_seconds",
      help: "Time since the champions were trained, over all stores: quantile 0.5, 0.9, 1.",
      labelNames: ["quantile"],
      read: ({ championAges }) => spread(championAges),
    },
    {
      name: "storecast_champion_data_age_days",
      help: "Days from the last one that champions were trained on to today, over all stores: quantile 0.5, 0.9, 1.",
      labelNames: ["quantile"],
      read: ({ dataAges }) => spread(dataAges),
    },
  ]);
  const measure = remember(sources.measureAccuracy, ACCURACY_HOLDS_MS, getElapsedMs);
  addCollected(registry, { part: "accuracy", load: measure, ...common }, [
    {
      name: "storecast_live_wape_ratio",
      help: "Absolute errors of champions over sales, on days observed after they were trained; absent without such days.",
      read: ({ wape }) => (wape === null ? [] : [{ value: wape }]),
    },
    {
      name: "storecast_live_days",
      help: "Open days of stores that storecast_live_wape_ratio rests on.",
      read: ({ days }) => [{ value: days }],
    },
    {
      name: "storecast_drifting_stores",
      help: "Stores whose champion errs more than twice as much on such days as on its backtest, over seven days or more.",
      read: ({ drifting }) => [{ value: drifting }],
    },
  ]);
}

function samples(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name.toLowerCase() }, value }));
}

function spread(values: Spread | null): Sample[] {
  if (!values) return [];
  return [
    { labels: { quantile: "0.5" }, value: values.median },
    { labels: { quantile: "0.9" }, value: values.p90 },
    { labels: { quantile: "1" }, value: values.max },
  ];
}

/** Answers with what was loaded before while that is not too old; failures are not kept. */
function remember<T>(load: () => Promise<T>, holdsMs: number, getElapsedMs: () => number): () => Promise<T> {
  let last: { atMs: number; value: Promise<T> } | null = null;
  return () => {
    if (last && getElapsedMs() - last.atMs < holdsMs) return last.value;
    const mine = { atMs: getElapsedMs(), value: load() };
    last = mine;
    mine.value.catch(() => {
      if (last === mine) last = null;
    });
    return mine.value;
  };
}
