import type { Day } from "../model/day.js";
import type { BacktestSummary } from "../model/types.js";
import type { BatchPictures, BatchResult, BatchRun } from "./batch-types.js";

/** What a version of ours says of itself, kept in version tags so that one search answers for many stores. */
export interface VersionFacts {
  /** Last day of the training data. */
  trainedThrough: Day;
  /** `Store.dataRevision` when the series was read. */
  dataRevision: number;
  /** Digest of the training series, at most 36 characters. */
  dataDigest: string;
  /** Name and version of the recipe, such as `default@1`. */
  recipe: string;
  /** What serves: Prophet, or the baseline where it did better on the store's own backtest. */
  forecaster: "prophet" | "baseline";
  /** Version of this product that trained it. */
  codeVersion: string;
  /** SHA-256 of `model.pr`, hex; verified whenever the file is read. */
  modelSha256: string;
  /** SHA-256 of its serving form of the present format, hex; null where its run keeps none. */
  servingSha256: string | null;
  /** When training finished, RFC 3339. */
  trainedAt: string;
  /** Retrain job that made it; a retry finds its version by this. */
  jobId: string;
  /** Accuracy on held-out history; null if history was too short for one fold. */
  backtest: BacktestSummary | null;
}

/** Who did something, when and why. */
export interface ChangeNote {
  /** A person or program; `training` where a new model took over by itself. */
  by: string;
  at: Date;
  /** Null where none was given. */
  reason: string | null;
}

/** What keeps a champion in its place. */
export interface ChampionPin {
  /** A rollback's pin yields to a strictly better challenger, a person's only to a person. */
  kind: "rollback" | "person";
  /** Null, like `at`, where somebody pinned in MLflow without saying so. */
  by: string | null;
  /** RFC 3339. */
  at: string | null;
  reason: string | null;
}

/** What is known of a version that others made: what its file tells, and null for what only a training of ours leaves. */
export interface ExternalFacts {
  /** Last day of the history that the model was fitted to. */
  trainedThrough: Day;
  forecaster: VersionFacts["forecaster"];
  /** SHA-256 of `model.pr` when it was first read, hex. */
  modelSha256: string;
  /** When it was registered, RFC 3339. */
  trainedAt: string;
  dataRevision: null;
  dataDigest: null;
  servingSha256: null;
  recipe: null;
  codeVersion: null;
  jobId: null;
  backtest: null;
}

interface VersionRecord {
  storeCode: string;
  version: number;
  runId: string;
  /** Where its artifact folder is, `mlflow-artifacts:/...` or `models:/m-...`. */
  source: string;
  createdAt: Date;
  /** Markdown, as it stands in the registry; empty if there is none. */
  description: string;
  /** When it was last made champion by a training or a person, RFC 3339; null if it never was. */
  promotedAt: string | null;
  promotedBy: string | null;
  promotedReason: string | null;
  /** When it was rolled back from, RFC 3339; null if it never was, or was promoted again since. */
  rolledBackAt: string | null;
  rolledBackBy: string | null;
  rolledBackReason: string | null;
  /** In force while it is champion. */
  pin: ChampionPin | null;
}

/** A version that a training of this product registered. */
export interface OwnVersion extends VersionRecord {
  origin: "storecast";
  facts: VersionFacts;
}

/** A version that somebody registered by other means, such as MLflow's Python client: its facts are read out of its file. */
export interface ExternalVersion extends VersionRecord {
  origin: "external";
  facts: ExternalFacts;
}

/** A registered version of one store's model. */
export type RegisteredVersion = OwnVersion | ExternalVersion;

/** What is wrong with a version's model, for good. */
export type ModelFault =
  | "ARTIFACT_MISSING"
  | "CHECKSUM_MISMATCH"
  | "NOT_PROPHET"
  | "UNSUPPORTED_MODEL"
  | "NOT_DAILY"
  | "MISSING_REGRESSORS";

/** Why the registry's champion does not serve: its model's fault, or there is none any more, or it cannot be reached for now. */
export interface ChampionIssue {
  code: ModelFault | "NO_CHAMPION" | "UNAVAILABLE";
  /** One sentence. */
  message: string;
  /** Version that the registry names champion; null if it names none. */
  version: number | null;
}

/** State of one store in the registry. */
export interface StoreModels {
  storeCode: string;
  /** The registry's champion; where `championIssue` says that it cannot serve, the latest earlier champion. */
  champion: RegisteredVersion | null;
  championIssue: ChampionIssue | null;
  /** Version with the highest number that can be read; null before the first. */
  newest: RegisteredVersion | null;
  /** Version that alias `challenger` points to; null if there is no such alias. */
  challenger: number | null;
}

/** What training knows of a version before its files are written. */
export type TrainedFacts = Omit<VersionFacts, "modelSha256" | "servingSha256">;

/** What forecasts need of a model, as text: see `toServingModelJson`. */
export interface ServingForm {
  modelId: string;
  text: string;
}

/** One store's model to be logged and registered. */
export interface NewModel {
  /** Whether an earlier attempt of its job may have left a model without a version, which goes. */
  isRetry?: boolean;
  runId: string;
  experimentId: string;
  storeCode: string;
  /** Shown on the model's page; values as text. */
  params: Record<string, string>;
  /** Regressors the model needs at predict, for the signature. */
  regressors: string[];
  /** Their values on a day of the history, for the example of how the model is asked; 0 by default. */
  example?: Record<string, number>;
  /** What the model's numbers must go through to be units, for its metadata. */
  transform: "none" | "log";
  /** Text of Prophet's JSON, single-encoded. */
  prophetJson: string;
  /** Its serving form, where the run will keep it. */
  servingForm?: string;
  facts: TrainedFacts;
  /** Markdown. */
  description: string;
  /** Whether this version shall be champion, tagged before the alias moves, or challenger. */
  promote: boolean;
  /** Why it is promoted. */
  promotedReason?: string;
}

/** What became of {@link NewModel}. */
export interface LoggedVersion {
  modelId: string;
  version: number;
  modelSha256: string;
}

/** Models of stores in MLflow: the truth about versions and champions. Throws ServiceUnavailableError("mlflow", ...). */
export interface ModelRegistry {
  /** Version of the server; the cheapest proof that it answers. */
  getServerVersion(): Promise<string>;
  /** All stores' models, or those asked for, in as few calls as can be. Stores without a model are absent. */
  findStoreModels(storeCodes?: readonly string[]): Promise<Map<string, StoreModels>>;
  /** All versions that can be read, newest first, by store; those that others registered too. */
  listVersions(storeCodes: readonly string[]): Promise<Map<string, RegisteredVersion[]>>;
  /** Prophet's JSON (single-encoded) of a version, its checksum verified. Throws ModelFaultError for a file that is missing or not the one registered. */
  loadModel(version: RegisteredVersion): Promise<string>;
  /** The same, whatever its checksum, which is told. */
  readModel(version: RegisteredVersion): Promise<{ prophetJson: string; sha256: string }>;
  /**
   * Serving forms of versions by the files of their runs, for runs of which many are asked for: each verified, the rest absent and left to
   * `loadModel`. Throws nothing that `loadModel` would not.
   */
  loadServingForms(versions: readonly RegisteredVersion[]): Promise<Map<RegisteredVersion, string>>;
  /** The batch's run: found by its batch id if `isRetry`, else created. */
  startRun(batch: BatchRun, isRetry: boolean): Promise<{ runId: string; experimentId: string }>;
  /**
   * Artifacts, then READY, then the version with tags, then alias `champion` or `challenger`, which is the commit point. Writes nothing
   * further once `signal` aborts, and throws its reason.
   */
  logModel(model: NewModel, signal?: AbortSignal): Promise<LoggedVersion>;
  /** The version that this job registered in an earlier attempt, if any. */
  findVersionOfJob(storeCode: string, jobId: string): Promise<OwnVersion | null>;
  /** Keeps serving forms, 1,000 at most, as a file of their run: number 1, 2, ... What the server will not take is let go, with a warning. Safe to repeat. */
  putServingForms(runId: string, file: number, forms: readonly ServingForm[]): Promise<void>;
  /** Metrics, datasets, pictures, table of stores, aggregate metrics; then the run's end. Safe to repeat. */
  finishRun(
    runId: string,
    batch: BatchRun,
    results: readonly BatchResult[],
    endedAt: Date,
    pictures?: BatchPictures,
  ): Promise<void>;
  /** Makes a version champion: tags, then the alias. An unknown version throws InvalidInputError. */
  promote(storeCode: string, version: number, note: ChangeNote): Promise<void>;
  /** Restores an earlier champion from the present one, and pins it. An unknown version throws InvalidInputError. */
  rollback(storeCode: string, from: number, to: number, note: ChangeNote): Promise<void>;
  /** Pins a version for a person, whatever pin it had. An unknown version throws InvalidInputError. */
  pin(storeCode: string, version: number, note: ChangeNote): Promise<void>;
  /** Takes a version's pin away, and leaves who did. An unknown version throws InvalidInputError. */
  unpin(storeCode: string, version: number, note: ChangeNote): Promise<void>;
  /** Moves alias `challenger`, or removes it. */
  setChallenger(storeCode: string, version: number | null): Promise<void>;
  /** Address of a version's page in the MLflow UI. */
  getVersionUrl(storeCode: string, version: number): string;
  /** Address of a run's page in the MLflow UI. */
  getRunUrl(experimentId: string, runId: string): string;
  /** Address of the experiment's page in the MLflow UI. */
  getExperimentUrl(): Promise<string>;
}
