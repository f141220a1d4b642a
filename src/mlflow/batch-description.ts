import { countOutcomes, LISTED_STORES, poolAccuracy, rankByWape } from "./batch-accuracy.js";
import { getModelName } from "./names.js";
import { pages } from "./pages.js";
import type { BatchResult, BatchRun } from "./batch-types.js";

/** Longest description of a run that MLflow keeps. */
const CHARACTERS = 8_000;
/** Of a fleet, so many of the worst. */
const WORST = 5;

/** Markdown for the run's page: what was asked, and once it has ended what became of it. */
export function describeBatch(batch: BatchRun, results: readonly BatchResult[] | null): string {
  const { horizon, folds, level } = batch.backtest;
  const asked = `${count(batch.storeCount)} to be trained, asked for by ${batch.requestedBy} (${batch.trigger}), with recipe \`${batch.recipe}\` and code ${batch.codeVersion}.`;
  const how = `Backtests hold out ${horizon} days at ${folds} cutoffs and compare with the seasonal-naive baseline: the store's last sale of the same weekday.`;
  if (results === null) return [asked, how].join("\n\n");
  const { trained, failed, promoted, cancelled } = countOutcomes(results);
  const { wape, baselineWape, coverage } = poolAccuracy(results);
  const accuracy =
    wape !== null && baselineWape !== null && coverage !== null
      ? `WAPE ${percent(wape)} against the baseline's ${percent(baselineWape)}; ${percent(coverage)} of days were inside the ${percent(level, 0)} interval.`
      : "History was too short for a backtest.";
  const parts = [
    `**${count(trained)} trained**, ${promoted} promoted to champion, ${failed} failed${
      cancelled > 0 ? `, ${cancelled} cancelled by ${batch.cancelledBy ?? "nobody known"}` : ""
    }. ${trained > 0 ? accuracy : ""}`.trim(),
    asked,
    how,
    ...tabulate(results),
    ...listFailures(results),
    ...(results.length > 1 ? ["One line a store is in the artifact `stores.json`."] : []),
  ];
  return parts.join("\n\n").slice(0, CHARACTERS);
}

function tabulate(results: readonly BatchResult[]): string[] {
  const isAll = results.length <= LISTED_STORES;
  const shown = isAll
    ? results.filter(({ version }) => version !== null)
    : rankByWape(results).slice(0, WORST);
  if (shown.length === 0) return [];
  const rows = shown.map(({ storeCode, version, backtest, promoted }) => {
    const name = getModelName(storeCode);
    const link = version === null ? name : `[${name}](${pages.version(name, version)})`;
    const [wape, baseline] = [backtest?.metrics.wape ?? null, backtest?.baseline.wape ?? null];
    return `| ${link} | ${version ?? "–"} | ${percent(wape)} | ${percent(baseline)} | ${promoted ? "yes" : "no"} |`;
  });
  const table = ["| model | version | WAPE | baseline | promoted |", "|---|---|---|---|---|", ...rows];
  return [...(isAll ? [] : ["The largest errors:"]), table.join("\n")];
}

function listFailures(results: readonly BatchResult[]): string[] {
  const failures = results
    .filter((result) => result.status === "FAILED")
    .slice(0, LISTED_STORES)
    .map((result) => `- store ${result.storeCode}: ${result.failure ?? "no reason given"}`);
  return failures.length > 0 ? [failures.join("\n")] : [];
}

const count = (stores: number) => (stores === 1 ? "1 store" : `${stores} stores`);

function percent(ratio: number | null, digits = 1): string {
  return ratio === null ? "–" : `${(100 * ratio).toFixed(digits)} %`;
}
