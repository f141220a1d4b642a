import { Router } from "express";
import { Counter, Gauge, Registry } from "prom-client";

/** What following the registry has come to, as of now. */
export interface FollowingState {
  /** Readings of the registry since the start. */
  reads: { succeeded: number; failed: number };
  /** Milliseconds since all stores were last read; null before the first time. */
  lastReadAgeMs: number | null;
  /** Codes of the reasons why champions do not serve, one a store. */
  issueCodes: readonly string[];
}

/** Figures for Prometheus. */
export interface Metrics {
  /** `GET /metrics` */
  route: Router;
  /** Where others add theirs. */
  registry: Registry;
  /** Counts a delivery of MLflow's webhook. */
  countDelivery(outcome: string): void;
  /** Counts an answer of the GraphQL endpoint. */
  countAnswer(outcome: string): void;
  /** Counts a request that asked for more than a limit. */
  countRefusal(limit: string): void;
}

/** Where figures come from that are asked for when somebody reads them. */
export interface MetricSources {
  /** Where the figures go; one of their own if absent. */
  registry?: Registry;
  getFollowing: () => FollowingState;
  /** Bytes of answers that are kept. */
  getAnswerBytes: () => number;
}

/** `GET /metrics` */
export function metricsRoute(registry: Registry): Router {
  const route = Router();
  route.get("/metrics", async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return route;
}

/** Figures of one process. */
export function createMetrics({
  getFollowing,
  getAnswerBytes,
  registry = new Registry(),
}: MetricSources): Metrics {
  const registers = [registry];
  new Gauge({
    ...{ name: "storecast_champions_not_serving", registers, labelNames: ["code"] },
    help: "Stores whose registry's champion does not serve, by reason.",
    collect() {
      this.reset();
      for (const code of getFollowing().issueCodes) this.inc({ code });
    },
  });
  new Counter({
    ...{ name: "storecast_registry_reads_total", registers, labelNames: ["outcome"] },
    help: "Readings of the model registry.",
    collect() {
      this.reset();
      const { succeeded, failed } = getFollowing().reads;
      this.inc({ outcome: "succeeded" }, succeeded);
      this.inc({ outcome: "failed" }, failed);
    },
  });
  new Gauge({
    ...{ name: "storecast_registry_last_read_age_seconds", registers },
    help: "Time since all stores were last read from the registry; absent before the first time.",
    collect() {
      const { lastReadAgeMs } = getFollowing();
      if (lastReadAgeMs === null) this.remove();
      else this.set(lastReadAgeMs / 1_000);
    },
  });
  const deliveries = new Counter({
    ...{ name: "storecast_webhook_deliveries_total", registers, labelNames: ["outcome"] },
    help: "Deliveries of MLflow's webhook, by what became of them.",
  });
  const answers = new Counter({
    ...{ name: "storecast_answer_cache_total", registers, labelNames: ["outcome"] },
    help: "Answers over HTTP: kept ones, those computed and kept, those shared while computed, those good for one asking.",
  });
  new Gauge({
    ...{ name: "storecast_answer_cache_bytes", registers },
    help: "Bytes of answers that are kept, in all their codings.",
    collect() {
      this.set(getAnswerBytes());
    },
  });
  const refusals = new Counter({
    ...{ name: "storecast_requests_refused_total", registers, labelNames: ["limit"] },
    help: "Operations, batches and bodies that were above a limit, by limit.",
  });
  return {
    route: metricsRoute(registry),
    registry,
    countDelivery: (outcome) => deliveries.inc({ outcome }),
    countAnswer: (outcome) => answers.inc({ outcome }),
    countRefusal: (limit) => refusals.inc({ limit }),
  };
}
