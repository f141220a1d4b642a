import type { Attempt } from "./job-transitions.js";
import type { RetrainJob, TrainedModel } from "./types.js";

/** Steps of a job: reading sales, asking the registry what is there, the work of a thread, making the version, and the end of a batch that is done. */
export type TrainingPhase = "series" | "registry" | "train" | "register" | "finish";

/** Is told what a worker does, for figures and traces. Changes nothing. */
export interface TrainingObserver {
  /** Stands around an attempt at a job. */
  attempt<T>(attempt: Attempt, work: () => Promise<T>): Promise<T>;
  /** Stands around one step of an attempt. */
  phase<T>(phase: TrainingPhase, work: () => Promise<T>): Promise<T>;
  /** A thread has trained this just now. */
  trained(model: Pick<TrainedModel, "fitMs" | "trainMs" | "backtest" | "champion" | "forecaster">): void;
  registered(version: { promoted: boolean }): void;
  /** A job has ended for good, whatever it came to. */
  jobEnded(job: RetrainJob): void;
}

/** Tells nobody. */
export const nobody: TrainingObserver = {
  attempt: (_attempt, work) => work(),
  phase: (_phase, work) => work(),
  trained: () => undefined,
  registered: () => undefined,
  jobEnded: () => undefined,
};
