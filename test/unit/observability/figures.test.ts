import { beforeEach, describe, expect, test } from "@jest/globals";
import { Registry } from "prom-client";
import { routeOf } from "../../../src/http/request-metrics.js";
import { createRequestMetrics } from "../../../src/http/request-metrics.js";
import { addFleetFigures } from "../../../src/observability/fleet-figures.js";
import { toEndpoint, watchMlflowCalls } from "../../../src/observability/mlflow-calls.js";
import { addQueueFigures } from "../../../src/observability/queue-figures.js";
import { observeTrainings } from "../../../src/observability/training-figures.js";
import { noTracing } from "../../../src/observability/tracing.js";
import { HandedBackError, TrainingError } from "../../../src/training/retrain-failure.js";
import type { Attempt } from "../../../src/training/job-transitions.js";
import { makeJob } from "../../support/memory-retrain.js";

let registry: Registry;
let nowMs: number;
beforeEach(() => {
  registry = new Registry();
  nowMs = 0;
});

const read = async () =>
  (await registry.metrics())
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && !/_bucket|_sum/.test(line));

describe("requests", () => {
  test("names of operations are told apart up to a hundred, and never when they are long", async () => {
    const metrics = createRequestMetrics(registry, () => ({ sockets: 2, operations: 5 }));
    for (let index = 0; index < 150; index++) {
      metrics.countOperation({ type: "query", name: `Q${index}` }, "ok", 1);
    }
    metrics.countOperation({ type: "query", name: "Q7" }, "kept", 1);
    metrics.countOperation({ type: "mutation", name: "x".repeat(100) }, "failed", 1);
    const lines = await read();
    const counted = lines.filter((line) => line.startsWith("storecast_graphql_operations_total"));
    expect(counted).toHaveLength(100 + 1 + 1 + 1);
    expect(counted).toContain(
      'storecast_graphql_operations_total{type="query",name="other",outcome="ok"} 50',
    );
    expect(counted).toContain('storecast_graphql_operations_total{type="query",name="Q7",outcome="kept"} 1');
    expect(lines).toEqual(
      expect.arrayContaining(["storecast_sockets_open 2", "storecast_subscriptions_open 5"]),
    );
  });

  test("paths are told apart by the part of the API that they belong to", () => {
    const paths = [
      "/",
      "/graphql",
      "/api/v1/stores/7",
      "/health/live",
      "/metrics",
      "/hooks/mlflow",
      "/wp-admin",
    ];
    expect(paths.map(routeOf)).toEqual([
      ...["/", "/graphql", "/api/v1", "/health", "/metrics", "/hooks", "other"],
    ]);
  });

  test("a client that went before its answer is no status", async () => {
    const metrics = createRequestMetrics(registry, () => ({ sockets: 0, operations: 0 }));
    metrics.countRequest({ path: "/graphql", status: null, ms: 3 });
    expect(await read()).toContain('storecast_http_requests_total{route="/graphql",status="aborted"} 1');
  });
});

describe("MLflow", () => {
  test.each([
    ["/api/2.0/mlflow/runs/create", "runs/create"],
    ["/api/2.0/mlflow/logged-models/m-0123456789abcdef0123456789abcdef/tags", "logged-models/{id}/tags"],
    [
      "/api/2.0/mlflow/logged-models/m-0123456789abcdef0123456789abcdef/tags/a.b",
      "logged-models/{id}/tags/{id}",
    ],
    ["/api/2.0/mlflow-artifacts/artifacts/1/models/m-01/artifacts/MLmodel", "artifacts"],
    ["/api/2.0/mlflow/webhooks/c4ca4238-a0b9-4382-8dcc-509a6f75849b", "webhooks/{id}"],
    ["/version", "version"],
  ])("%s is %s", (path, endpoint) => {
    expect(toEndpoint(path)).toBe(endpoint);
  });

  test("every attempt is counted by endpoint and outcome, and none is told a trace that is not", async () => {
    const watch = watchMlflowCalls(registry, noTracing);
    const call = { method: "GET", path: "/version" };
    for (const status of [200, 404, 503, null]) {
      const watched = watch(call);
      expect(watched.headers).toEqual({});
      watched.end({ ...call, status, ms: 5 });
    }
    const name = "storecast_mlflow_call_duration_seconds_count";
    expect(await read()).toEqual(
      ["ok", "refused", "failed", "none"].map(
        (outcome) => `${name}{endpoint="GET version",outcome="${outcome}"} 1`,
      ),
    );
  });
});

describe("what is read when somebody looks", () => {
  const activity = {
    ...{ queued: 3, running: 2, failedLastDay: 1, oldestWaitSeconds: 12.5 },
    ...{ runsPerMinute: 4, expectedFinish: null },
  };

  test("the queue tells what waits and runs, from one reading a scrape", async () => {
    let readings = 0;
    const loadActivity = () => Promise.resolve({ ...activity, queued: 3 + readings++ });
    addQueueFigures(registry, { loadActivity, getElapsedMs: () => nowMs });
    const expected = [
      'storecast_queue_jobs{state="waiting"} 3',
      'storecast_queue_jobs{state="running"} 2',
      "storecast_queue_oldest_wait_seconds 12.5",
      "storecast_queue_failed_jobs_last_day 1",
    ];
    expect(await read()).toEqual(expect.arrayContaining(expected));
    expect(readings).toBe(1);
    nowMs = 15_000;
    expect(await read()).toContain('storecast_queue_jobs{state="waiting"} 4');
  });

  test("a source that does not answer is absent, counted and told of; the rest is there", async () => {
    const told: unknown[] = [];
    const failure = new Error("no database");
    addQueueFigures(registry, {
      loadActivity: () => Promise.reject(failure),
      getElapsedMs: () => nowMs,
      onFailure: (error) => told.push(error),
    });
    addFleetFigures(registry, {
      measureFleet: () =>
        Promise.resolve({
          statuses: { READY: 5, STALE: 1, BASELINE: 0, UNTRAINED: 2 },
          staleReasons: { NEW_DATA: 1, CHANGED_DATA: 0, BEYOND_HORIZON: 1 },
          championAges: { median: 60, p90: 120, max: 3_600 },
          dataAges: null,
        }),
      measureAccuracy: () => Promise.resolve({ wape: null, days: 0, stores: 0, drifting: 0 }),
      getElapsedMs: () => nowMs,
    });
    await read();
    nowMs += 5_000;
    const lines = await read();
    expect(lines.filter((line) => line.startsWith("storecast_queue"))).toEqual([]);
    expect(lines).toContain('storecast_metrics_read_failures_total{part="queue"} 1');
    expect(lines).toContain('storecast_stores{status="untrained"} 2');
    expect(lines).toContain('storecast_stale_stores{reason="beyond_horizon"} 1');
    expect(lines).toContain('storecast_champion_age_seconds{quantile="0.9"} 120');
    expect(lines.filter((line) => line.startsWith("storecast_champion_data"))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("storecast_live_wape"))).toEqual([]);
    expect(told).toContain(failure);
  });

  test("live accuracy is measured every five minutes at most", async () => {
    let readings = 0;
    addFleetFigures(registry, {
      measureFleet: () => Promise.reject(new Error("not now")),
      measureAccuracy: () => Promise.resolve({ wape: 0.1 * ++readings, days: 14, stores: 2, drifting: 1 }),
      getElapsedMs: () => nowMs,
    });
    expect(await read()).toContain("storecast_live_wape_ratio 0.1");
    nowMs += 299_000;
    expect(await read()).toContain("storecast_live_wape_ratio 0.1");
    nowMs += 2_000;
    expect(await read()).toEqual(
      expect.arrayContaining(["storecast_live_wape_ratio 0.2", "storecast_drifting_stores 1"]),
    );
  });
});

describe("a worker", () => {
  const job = makeJob({
    ...{ id: "job-1", storeId: 1, status: "RUNNING" },
    startedAt: new Date("2015-08-01T06:00:30Z"),
  });
  const attempt: Attempt = { job, number: 1, dataRevision: 0, traceParent: null };

  test("tells attempts and jobs by outcome, and what is under way", async () => {
    const observer = observeTrainings(registry, noTracing);
    let during: string[] = [];
    await observer.attempt(attempt, async () => void (during = await read()));
    expect(during).toContain("storecast_job_attempts_running 1");
    const failures = [
      new TrainingError("FIT_FAILED", "no fit", false),
      new HandedBackError("The worker stops."),
      new Error("a bug"),
    ];
    for (const failure of failures) {
      const later = { ...attempt, number: 2 };
      await expect(observer.attempt(later, () => Promise.reject(failure))).rejects.toBe(failure);
    }
    observer.jobEnded({ ...job, status: "SUCCEEDED" });
    observer.jobEnded({
      ...{ ...job, status: "FAILED" },
      failure: { code: "TIMED_OUT", message: "", isRetryable: true },
    });
    observer.registered({ promoted: true });
    expect(await read()).toEqual(
      expect.arrayContaining([
        'storecast_job_attempts_total{outcome="succeeded",code=""} 1',
        'storecast_job_attempts_total{outcome="failed",code="FIT_FAILED"} 1',
        'storecast_job_attempts_total{outcome="failed",code="WORKER_CRASHED"} 1',
        'storecast_job_attempts_total{outcome="handed_back",code=""} 1',
        'storecast_jobs_total{outcome="succeeded",code=""} 1',
        'storecast_jobs_total{outcome="failed",code="TIMED_OUT"} 1',
        'storecast_model_versions_registered_total{promoted="true"} 1',
        "storecast_job_attempts_running 0",
        "storecast_job_wait_seconds_count 1",
      ]),
    );
    expect(await registry.metrics()).toContain("storecast_job_wait_seconds_sum 30");
  });
});
