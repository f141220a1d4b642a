import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Asker, ChampionMove, Context, PinChange, StoreRecord } from "../context.js";
import {
  ChampionRollbackInput,
  ChampionRollbackPayload,
  ModelVersionPromoteInput,
  ModelVersionPromotePayload,
} from "../schema/champion-move.js";
import {
  ChampionPinInput,
  ChampionPinPayload,
  ChampionUnpinInput,
  ChampionUnpinPayload,
} from "../schema/champion-pin.js";
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
    { modelVersionId, reason }: ModelVersionPromoteInput,
    @Ctx() context: Context,
  ) {
    const named = decodeVersion(modelVersionId);
    if (named === null) return refuseVersion(modelVersionId, "not the id of a model version");
    const { championMoves } = context.services;
    const move = await championMoves.promote(named.storeCode, named.version, askerOf(context, reason));
    context.renewLoaders();
    return toPayload(move, "modelVersionId");
  }

  @Mutation(() => ChampionRollbackPayload, {
    nullable: true,
    description: "Restores the champion before the present one.",
  })
  async championRollback(
    @Arg("input", () => ChampionRollbackInput, { description: "What to do." })
    { storeId, modelVersionId, reason }: ChampionRollbackInput,
    @Ctx() context: Context,
  ) {
    const store = await findStore(storeId, context);
    if (!store) return refuseStore(storeId);
    const from = modelVersionId == null ? null : decodeVersion(modelVersionId);
    if (modelVersionId != null && from?.storeCode !== store.code) {
      return refuseVersion(modelVersionId, `not the id of a model version of store ${store.code}`);
    }
    const { championMoves } = context.services;
    const move = await championMoves.rollback(store.code, from?.version ?? null, askerOf(context, reason));
    context.renewLoaders();
    return toPayload(move, !move.moved && move.code === "NOT_CHAMPION" ? "modelVersionId" : "storeId");
  }

  @Mutation(() => ChampionPinPayload, {
    nullable: true,
    description: "Keeps the champion in its place until a person unpins it or promotes another.",
  })
  async championPin(
    @Arg("input", () => ChampionPinInput, { description: "What to do." })
    { storeId, reason }: ChampionPinInput,
    @Ctx() context: Context,
  ) {
    const store = await findStore(storeId, context);
    if (!store) return refuseStore(storeId);
    const change = await context.services.championMoves.pin(store.code, askerOf(context, reason));
    return toPinPayload(change, store);
  }

  @Mutation(() => ChampionUnpinPayload, {
    nullable: true,
    description: "Lets better challengers move the champion again, whether a person or a rollback pinned it.",
  })
  async championUnpin(
    @Arg("input", () => ChampionUnpinInput, { description: "What to do." })
    { storeId, reason }: ChampionUnpinInput,
    @Ctx() context: Context,
  ) {
    const store = await findStore(storeId, context);
    if (!store) return refuseStore(storeId);
    const change = await context.services.championMoves.unpin(store.code, askerOf(context, reason));
    return toPinPayload(change, store);
  }
}

function decodeVersion(id: string) {
  const decoded = decodeId(id);
  return decoded?.type === "ModelVersion" ? parseVersionKey(decoded.key) : null;
}

function refuseVersion(id: string, what: string) {
  const message = `modelVersionId is ${id}, which is ${what}.`;
  return refuse("MODEL_VERSION_NOT_FOUND", message, "modelVersionId");
}

/** A store by its id or its bare code. */
async function findStore(storeId: string, { loaders }: Context): Promise<StoreRecord | null> {
  const { type, key: code } = decodeId(storeId) ?? { type: "Store", key: storeId };
  return type === "Store" ? loaders.storeByCode.load(code) : null;
}

function refuseStore(storeId: string) {
  return {
    ...refuse("STORE_NOT_FOUND", `storeId is ${storeId}, which names no store.`, "storeId"),
    store: null,
  };
}

/** A blank reason is none. */
function askerOf({ requestedBy }: Context, reason: string | null | undefined): Asker {
  return { by: requestedBy, reason: reason?.trim() || null };
}

function toPinPayload(change: PinChange, store: StoreRecord) {
  if (change.changed) return { store, userErrors: [] };
  return { store: null, userErrors: refuse(change.code, change.message, "storeId").userErrors };
}
