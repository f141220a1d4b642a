import { z } from "zod";
import type { Context, VersionRecord } from "../../context.js";
import { getModelRole } from "../../resolvers/model-role.js";
import { ModelRole } from "../../schema/model-version.js";
import { day, instant, pageOf } from "./common.js";

const Note = z
  .object({
    at: instant("When; null if nobody wrote it down.").nullable(),
    by: z.string().nullable().meta({ description: "Who; `training` where a new model took over by itself." }),
    reason: z.string().nullable().meta({ description: "Why; null if no reason was given." }),
  })
  .meta({ id: "ChangeNote", description: "Who did something, when and why." });

export const ModelVersion = z
  .object({
    storeId: z.string().meta({ description: "Code of the store that it was trained for." }),
    version: z.int().meta({ description: "Counts up from 1 within the store." }),
    role: z.enum(ModelRole).meta({ description: "What it is for now." }),
    trainedAt: instant("When training finished; when it was registered, for a model that others made."),
    trainedThrough: day("Last day of its training data."),
    wape: z.number().nullable().meta({
      description:
        "Sum of absolute errors over sum of actuals, on held-out days; null without a backtest, or if that sum is 0.",
    }),
    baselineWape: z.number().nullable().meta({ description: "The same of the seasonal-naive baseline." }),
    coverage: z.number().nullable().meta({ description: "Share of held-out days inside the interval." }),
    promotion: Note.nullable().meta({
      description: "How it last became champion; null if it never did, or not through Storecast.",
    }),
    rollback: Note.nullable().meta({ description: "How it was rolled back from; null if it never was." }),
    isPinned: z
      .boolean()
      .meta({ description: "Whether better challengers leave it in its place while it is champion." }),
    detailsUrl: z.string().meta({ description: "Its page in the model registry." }),
  })
  .meta({ id: "ModelVersion", description: "An immutable trained model of one store." });

export const VersionPage = pageOf(ModelVersion, "ModelVersionPage", "versions");

export type VersionView = z.input<typeof ModelVersion>;

/** A version, and what it is for now. */
export async function toVersion(record: VersionRecord, context: Context): Promise<VersionView> {
  const { storeCode, version, facts, pin } = record;
  const { promotedAt, promotedBy, promotedReason, rolledBackAt, rolledBackBy, rolledBackReason } = record;
  return {
    storeId: storeCode,
    version,
    role: await getModelRole(record, context),
    trainedAt: facts.trainedAt,
    trainedThrough: facts.trainedThrough,
    wape: facts.backtest?.metrics.wape ?? null,
    baselineWape: facts.backtest?.baseline.wape ?? null,
    coverage: facts.backtest?.metrics.coverage ?? null,
    promotion: promotedAt === null ? null : { at: promotedAt, by: promotedBy, reason: promotedReason },
    rollback: rolledBackAt === null ? null : { at: rolledBackAt, by: rolledBackBy, reason: rolledBackReason },
    isPinned: pin !== null,
    detailsUrl: context.services.registry.getVersionUrl(storeCode, version),
  };
}

export const ChampionMove = z
  .object({
    champion: ModelVersion.meta({ description: "Champion after the call." }),
    previousChampion: ModelVersion.nullable().meta({ description: "Champion before the call." }),
  })
  .meta({ id: "ChampionMove", description: "A champion that moved." });
