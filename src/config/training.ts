import { z } from "zod";
import { ConfigurationError } from "../errors.js";
import { whole } from "./values.js";

/** Stores of an import that are trained after it: none, those whose observed days changed, or all that its files name. */
export const RETRAIN_ON_IMPORT = ["off", "stale", "all"] as const;
export type RetrainOnImport = (typeof RETRAIN_ON_IMPORT)[number];

/** How hard a worker works, and what it works on without being asked. */
export interface TrainingConfig {
  /** Stores that one worker trains at once. */
  workerConcurrency: number;
  /** Threads that fit models in one worker. */
  fitThreads: number;
  /** Longest attempt at a training, seconds: series, fit and the calls of MLflow. */
  attemptLimitSeconds: number;
  /** Seconds after its first start from which a job gets no further attempt. */
  jobLimitSeconds: number;
  /** Seconds that trainings have to end in when their worker is asked to stop. */
  shutdownGraceSeconds: number;
  /** When all stores whose models have not seen all data are trained, as it was given; null never. */
  retrainSchedule: { pattern: string; zone: string } | null;
  /** Which stores of an import are trained after it. */
  retrainOnImport: RetrainOnImport;
}

/** Variables of this section. */
export const trainingShape = {
  STORECAST_WORKER_CONCURRENCY: whole(1, 64).optional(),
  STORECAST_FIT_THREADS: whole(1, 64).optional(),
  STORECAST_ATTEMPT_LIMIT_SECONDS: whole(1, 86_400).optional(),
  STORECAST_JOB_LIMIT_SECONDS: whole(1, 86_400).optional(),
  STORECAST_SHUTDOWN_GRACE_SECONDS: whole(0, 3_600).optional(),
  STORECAST_RETRAIN_SCHEDULE: z.string().optional(),
  STORECAST_RETRAIN_SCHEDULE_ZONE: z.string().optional(),
  STORECAST_RETRAIN_ON_IMPORT: z
    .enum(RETRAIN_ON_IMPORT, { error: `must be one of ${RETRAIN_ON_IMPORT.join(", ")}` })
    .optional(),
};

type Variables = z.infer<z.ZodObject<typeof trainingShape>>;

/**
 * This section of the configuration.
 *
 * @param cores processor cores of the machine: one is left for what is not fitting
 * @throws ConfigurationError if a job has less time than an attempt
 */
export function readTraining(env: Variables, cores: number): TrainingConfig {
  const { STORECAST_RETRAIN_SCHEDULE: pattern, STORECAST_RETRAIN_SCHEDULE_ZONE: zone = "UTC" } = env;
  return {
    workerConcurrency: env.STORECAST_WORKER_CONCURRENCY ?? 8,
    fitThreads: env.STORECAST_FIT_THREADS ?? Math.max(1, cores - 1),
    ...readTimeLimits(env),
    shutdownGraceSeconds: env.STORECAST_SHUTDOWN_GRACE_SECONDS ?? 20,
    retrainSchedule: pattern === undefined ? null : { pattern, zone },
    retrainOnImport: env.STORECAST_RETRAIN_ON_IMPORT ?? "stale",
  };
}

function readTimeLimits(env: Variables): Pick<TrainingConfig, "attemptLimitSeconds" | "jobLimitSeconds"> {
  const attemptLimitSeconds = env.STORECAST_ATTEMPT_LIMIT_SECONDS ?? 60;
  const jobLimitSeconds = env.STORECAST_JOB_LIMIT_SECONDS ?? 300;
  if (jobLimitSeconds < attemptLimitSeconds) {
    throw new ConfigurationError(
      `The configuration is wrong: STORECAST_JOB_LIMIT_SECONDS=${jobLimitSeconds} must be ` +
        `at least STORECAST_ATTEMPT_LIMIT_SECONDS=${attemptLimitSeconds}.`,
    );
  }
  return { attemptLimitSeconds, jobLimitSeconds };
}
