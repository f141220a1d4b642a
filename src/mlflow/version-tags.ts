import { z } from "zod";
import { isDay } from "../model/day.js";
import { SERVING_FORMAT } from "../model/index.js";
import type { BacktestSummary, ForecastMetrics } from "../model/types.js";
import type { ModelVersion } from "./model-versions.js";
import { getStoreCode } from "./names.js";
import type { ChampionPin, ExternalVersion, OwnVersion, VersionFacts } from "./types.js";

/** Keys of tags on versions, models and runs. */
export const TAG = {
  store: "storecast.store",
  trainedThrough: "storecast.trained_through",
  dataRevision: "storecast.data_revision",
  dataDigest: "storecast.data_digest",
  recipe: "storecast.recipe",
  forecaster: "storecast.forecaster",
  codeVersion: "storecast.code_version",
  modelSha256: "storecast.model_sha256",
  /** Of the serving form in the run's files. Another format has another tag. */
  servingSha256: `storecast.serving_${SERVING_FORMAT}_sha256`,
  trainedAt: "storecast.trained_at",
  jobId: "storecast.job_id",
  backtest: "storecast.backtest",
  wape: "storecast.wape",
  coverage: "storecast.coverage",
  promotedAt: "storecast.promoted_at",
  promotedBy: "storecast.promoted_by",
  promotedReason: "storecast.promoted_reason",
  rolledBackAt: "storecast.rolled_back_at",
  rolledBackBy: "storecast.rolled_back_by",
  rolledBackReason: "storecast.rolled_back_reason",
  /** `rollback` or `person`; the pin is there while this tag is. */
  pin: "storecast.pin",
  pinnedAt: "storecast.pinned_at",
  pinnedBy: "storecast.pinned_by",
  pinnedReason: "storecast.pinned_reason",
  unpinnedAt: "storecast.unpinned_at",
  unpinnedBy: "storecast.unpinned_by",
  unpinnedReason: "storecast.unpinned_reason",
  /** On models and runs whose versions are being deleted: whatever bears it is to be finished. */
  pruning: "storecast.pruning",
  batchId: "storecast.batch_id",
  trigger: "storecast.trigger",
  requestedBy: "storecast.requested_by",
} as const;

const ratio = z.number().nullable();
const Metrics: z.ZodType<ForecastMetrics> = z.object({
  ...{ mae: z.number(), rmse: z.number(), bias: z.number(), coverage: z.number(), level: z.number() },
  ...{ wape: ratio, mape: ratio, mase: ratio },
});
const Backtest: z.ZodType<BacktestSummary | null> = z
  .object({
    horizon: z.number(),
    cutoffs: z.array(z.string().refine(isDay)),
    metrics: Metrics,
    baseline: Metrics,
    skill: ratio,
  })
  .nullable();

/** JSON text of what the inner shape takes. */
export const jsonOf = <T>(shape: z.ZodType<T>) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue("is not JSON");
        return z.NEVER;
      }
    })
    .pipe(shape);

const required = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Facts = z
  .object({
    [TAG.trainedThrough]: z.string().refine(isDay),
    [TAG.dataRevision]: z.string().regex(/^\d+$/).transform(Number),
    [TAG.dataDigest]: required,
    [TAG.recipe]: required,
    [TAG.forecaster]: z.enum(["prophet", "baseline"]).default("prophet"),
    [TAG.codeVersion]: required,
    [TAG.modelSha256]: sha256,
    // without it the version is as good, and read from its own file
    [TAG.servingSha256]: sha256.nullable().catch(null),
    [TAG.trainedAt]: required,
    [TAG.jobId]: required,
    [TAG.backtest]: jsonOf(Backtest),
  })
  .transform((tags): VersionFacts => ({
    trainedThrough: tags[TAG.trainedThrough],
    dataRevision: tags[TAG.dataRevision],
    dataDigest: tags[TAG.dataDigest],
    recipe: tags[TAG.recipe],
    forecaster: tags[TAG.forecaster],
    codeVersion: tags[TAG.codeVersion],
    modelSha256: tags[TAG.modelSha256],
    servingSha256: tags[TAG.servingSha256],
    trainedAt: tags[TAG.trainedAt],
    jobId: tags[TAG.jobId],
    backtest: tags[TAG.backtest],
  }));

/** Tags that say of a version what {@link toOwnVersion} reads. Accuracy twice: for machines, and for a glance. */
export function toVersionTags(storeCode: string, facts: VersionFacts): Record<string, string> {
  const { backtest } = facts;
  return {
    [TAG.store]: storeCode,
    [TAG.trainedThrough]: facts.trainedThrough,
    [TAG.dataRevision]: String(facts.dataRevision),
    [TAG.dataDigest]: facts.dataDigest,
    [TAG.recipe]: facts.recipe,
    [TAG.forecaster]: facts.forecaster,
    [TAG.codeVersion]: facts.codeVersion,
    [TAG.modelSha256]: facts.modelSha256,
    ...(facts.servingSha256 === null ? {} : { [TAG.servingSha256]: facts.servingSha256 }),
    [TAG.trainedAt]: facts.trainedAt,
    [TAG.jobId]: facts.jobId,
    [TAG.backtest]: JSON.stringify(backtest),
    ...(backtest?.metrics.wape != null ? { [TAG.wape]: backtest.metrics.wape.toFixed(4) } : {}),
    ...(backtest ? { [TAG.coverage]: backtest.metrics.coverage.toFixed(4) } : {}),
  };
}

/** A version of ours; null for one that others made, which lacks our tags. */
export function toOwnVersion(version: ModelVersion): OwnVersion | null {
  const facts = Facts.safeParse(version.tags);
  const record = toVersionRecord(version);
  return record && facts.success ? { origin: "storecast", facts: facts.data, ...record } : null;
}

/** What the registry itself says of any version of a store's model; null for another model's. */
export function toVersionRecord(version: ModelVersion): Omit<ExternalVersion, "origin" | "facts"> | null {
  const storeCode = getStoreCode(version.name);
  if (storeCode === null) return null;
  return {
    storeCode,
    version: version.version,
    runId: version.runId,
    source: version.source,
    createdAt: version.createdAt,
    description: version.description,
    promotedAt: readInstant(version.tags[TAG.promotedAt]),
    promotedBy: version.tags[TAG.promotedBy] ?? null,
    promotedReason: version.tags[TAG.promotedReason] ?? null,
    rolledBackAt: readInstant(version.tags[TAG.rolledBackAt]),
    rolledBackBy: version.tags[TAG.rolledBackBy] ?? null,
    rolledBackReason: version.tags[TAG.rolledBackReason] ?? null,
    pin: toPin(version.tags),
  };
}

/** Null for what is no instant: people may write into these tags, too. */
export function readInstant(text: string | undefined): string | null {
  return text === undefined || Number.isNaN(Date.parse(text)) ? null : text;
}

/** A pin without its kind is none; one that somebody set by hand in MLflow is a person's. */
function toPin(tags: Readonly<Record<string, string>>): ChampionPin | null {
  const kind = tags[TAG.pin];
  if (!kind) return null;
  return {
    kind: kind === "rollback" ? "rollback" : "person",
    by: tags[TAG.pinnedBy] ?? null,
    at: readInstant(tags[TAG.pinnedAt]),
    reason: tags[TAG.pinnedReason] ?? null,
  };
}
