import { Counter, type Registry } from "prom-client";

/** What was done so that no answer is out of date, since the start. */
export interface FreshnessCounts {
  checks: { succeeded: number; failed: number; waits: number };
  catchUps: { succeeded: number; failed: number };
}

/** Adds figures of how the versions of stores and champions are watched. */
export function addFreshnessMetrics(registry: Registry, getCounts: () => FreshnessCounts): void {
  const registers = [registry];
  new Counter({
    ...{ name: "storecast_state_checks_total", registers, labelNames: ["outcome"] },
    help: "Questions to the database whether what is in memory still holds.",
    collect() {
      const { succeeded, failed } = getCounts().checks;
      this.reset();
      this.inc({ outcome: "succeeded" }, succeeded);
      this.inc({ outcome: "failed" }, failed);
    },
  });
  new Counter({
    ...{ name: "storecast_state_waits_total", registers },
    help: "Reads that waited for the answer to such a question.",
    collect() {
      this.reset();
      this.inc(getCounts().checks.waits);
    },
  });
  new Counter({
    ...{ name: "storecast_champion_catch_ups_total", registers, labelNames: ["outcome"] },
    help: "Readings of champions of which the database says that they moved.",
    collect() {
      const { succeeded, failed } = getCounts().catchUps;
      this.reset();
      this.inc({ outcome: "succeeded" }, succeeded);
      this.inc({ outcome: "failed" }, failed);
    },
  });
}
