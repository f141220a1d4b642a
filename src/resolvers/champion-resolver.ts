import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { ChampionMove, Context } from "../context.js";
import {
  ChampionRollbackInput,
  ChampionRollbackPayload,
  ModelVersionPromoteInput,
  ModelVersionPromotePayload,
} from "../schema/champion-move.js";
import { decodeId, parseVersionKey } from "../schema/ids.js";
import type { UserErrorCode } from "../schema/user-error.js";

function refuse(code: keyof typeof UserErrorCode, message: string, field: string) {
  return { champion: null, previousChampion: null, userErrors: [{ field: ["input", field], message, code }] };
}

function toPayload(move: ChampionMove, field: string) {
  if (move.moved) {
    return { champion: move.champion, previousChampion: move.previousChampion, userErrors: [] };
  }
  return { ...refuse(move.code, move.message, field), previousChampion: move.previousChampion };
}

@Resolver()
export class ChampionResolver {
  @Mutation(() => ModelVersionPromotePayload, {
    nullable: true,
    description: "Makes a version the champion.",
  })
  async modelVersionPromote(
    @Arg("input", () => ModelVersionPromoteInput, { description: "What to do." })
    { modelVersionId }: ModelVersionPromoteInput,
    @Ctx() context: Context,
  ) {
    const decoded = decodeId(modelVersionId);
    const named = decoded?.type === "ModelVersion" ? parseVersionKey(decoded.key) : null;
    if (named === null) {
      const message = `modelVersionId is ${modelVersionId}, which is not the id of a model version.`;
      return refuse("MODEL_VERSION_NOT_FOUND", message, "modelVersionId");
    }
    const { championMoves } = context.services;
    const move = await championMoves.promote(named.storeCode, named.version, context.requestedBy);
    context.renewLoaders();
    return toPayload(move, "modelVersionId");
  }

  @Mutation(() => ChampionRollbackPayload, {
    nullable: true,
    description: "Restores the champion before the present one.",
  })
  async championRollback(
    @Arg("input", () => ChampionRollbackInput, { description: "What to do." })
    { storeId }: ChampionRollbackInput,
    @Ctx() context: Context,
  ) {
    const { type, key: code } = decodeId(storeId) ?? { type: "Store", key: storeId };
    if (type !== "Store" || (await context.loaders.storeByCode.load(code)) === null) {
      return refuse("STORE_NOT_FOUND", `storeId is ${storeId}, which names no store.`, "storeId");
    }
    const move = await context.services.championMoves.rollback(code, context.requestedBy);
    context.renewLoaders();
    return toPayload(move, "storeId");
  }
}
