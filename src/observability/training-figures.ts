import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { AttemptLostError, HandedBackError, toRetrainFailure } from "../training/retrain-failure.js";
import type { TrainingObserver } from "../training/training-observer.js";
import type { Tracing } from "./tracing.js";

const WAITS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400];
const PHASES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const FITS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const ERRORS = [0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1];

/** Counts, times and traces what a worker does. */
export function observeTrainings(registry: Registry, tracing: Tracing): TrainingObserver {
  const figures = makeFigures(registry);
  return {
    attempt: async (attempt, work) => {
      const { job, number, traceParent } = attempt;
      if (number === 1 && job.startedAt) {
        // Two clocks: one that lags behind the other makes no wait of less than nothing.
        figures.wait.observe(Math.max(0, (job.startedAt.getTime() - job.queuedAt.getTime()) / 1_000));
      }
      figures.running.inc();
      try {
        const attributes = {
          ...{ "storecast.job": job.id, "storecast.batch": job.batchId, "storecast.attempt": number },
        };
        const done = await tracing.span(
          "retrain attempt",
          { kind: "consumer", parent: traceParent, attributes },
          work,
        );
        figures.attempts.inc({ outcome: "succeeded", code: "" });
        return done;
      } catch (error) {
        figures.attempts.inc(toOutcome(error));
        throw error;
      } finally {
        figures.running.dec();
      }
    },
    phase: (phase, work) =>
      tracing.span(`retrain ${phase}`, {}, async () => {
        const end = figures.phases.startTimer({ phase });
        try {
          return await work();
        } finally {
          end();
        }
      }),
    trained: ({ fitMs, trainMs, champion, backtest, forecaster }) => {
      figures.fits.observe(fitMs / 1_000);
      tracing.record("fit", { beganMsAgo: trainMs, ms: fitMs, attributes: { forecaster } });
      tracing.record("backtest", { beganMsAgo: trainMs - fitMs, ms: trainMs - fitMs });
      const errors = { champion: null, model: backtest?.metrics.wape ?? null };
      const compared = champion.kind === "compared" ? champion.comparison : null;
      if (compared) Object.assign(errors, { champion: compared.champion.wape });
      for (const [model, wape] of Object.entries(errors)) {
        if (wape !== null) figures.errors.observe({ model }, wape);
      }
    },
    registered: ({ promoted }) => figures.versions.inc({ promoted: String(promoted) }),
    jobEnded: ({ status, failure }) => {
      figures.jobs.inc({ outcome: status.toLowerCase(), code: failure?.code ?? "" });
    },
  };
}

function toOutcome(error: unknown): { outcome: string; code: string } {
  if (error instanceof HandedBackError) return { outcome: "handed_back", code: "" };
  if (error instanceof AttemptLostError) return { outcome: "lost", code: "" };
  return { outcome: "failed", code: toRetrainFailure(error).code };
}

function makeFigures(registry: Registry) {
  const registers = [registry];
  return {
    jobs: new Counter({
      ...{ name: "storecast_jobs_total", registers, labelNames: ["outcome", "code"] },
      help: "Retrain jobs that ended for good at this worker: succeeded, or failed with a code.",
    }),
    attempts: new Counter({
      ...{ name: "storecast_job_attempts_total", registers, labelNames: ["outcome", "code"] },
      help: "Attempts at retrain jobs that ended at this worker: succeeded, failed with a code, handed_back, lost.",
    }),
    running: new Gauge({
      ...{ name: "storecast_job_attempts_running", registers },
      help: "Attempts at retrain jobs that this worker is at.",
    }),
    wait: new Histogram({
      ...{ name: "storecast_job_wait_seconds", registers, buckets: WAITS },
      help: "From the moment a retrain job was queued to its first attempt.",
    }),
    phases: new Histogram({
      ...{ name: "storecast_training_phase_duration_seconds", registers, labelNames: ["phase"] },
      ...{ buckets: PHASES },
      help: "Steps of trainings: series, registry, train (with the wait for a thread), register, finish (of a batch).",
    }),
    fits: new Histogram({
      ...{ name: "storecast_fit_duration_seconds", registers, buckets: FITS },
      help: "Fits of models in a thread, without backtest.",
    }),
    versions: new Counter({
      ...{ name: "storecast_model_versions_registered_total", registers, labelNames: ["promoted"] },
      help: "Model versions that this worker registered, by whether they became champion.",
    }),
    errors: new Histogram({
      ...{ name: "storecast_training_wape_ratio", registers, labelNames: ["model"], buckets: ERRORS },
      help: "WAPE at trainings: of new models on their backtest, and of the champions they met on days that those had not seen.",
    }),
  };
}
