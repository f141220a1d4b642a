import type { ChampionMove, ChampionMoves, PinChange } from "../training/champion-moves.js";
import type { RetrainService } from "../training/types.js";
import type { AuditCaller, AuditLog, AuditResult } from "./types.js";

type Recorder = Pick<AuditLog, "record">;

/** Services that change something because a caller says so. */
interface ChangingServices {
  retrain: RetrainService;
  championMoves: ChampionMoves;
  audit: AuditLog;
}

/** The services as one caller uses them: whatever changes something is on record. */
export function auditServices<S extends ChangingServices>(services: S, caller: AuditCaller): S {
  const { retrain, championMoves, audit } = services;
  return {
    ...services,
    retrain: auditRetrain(retrain, caller, audit),
    championMoves: auditChampionMoves(championMoves, caller, audit),
  };
}

/** Retrains on record: what is asked for, and what is withdrawn. */
export function auditRetrain(retrain: RetrainService, caller: AuditCaller, log: Recorder): RetrainService {
  return {
    ...retrain,
    request: (request) =>
      log.record(
        caller,
        {
          action: "RETRAIN",
          storeCodes: request.stores.map(({ code }) => code),
          subject: request.force ? `${request.trigger}, forced` : request.trigger,
        },
        () => retrain.request(request),
        ({ batch }) => ({ outcome: "DONE", batchId: batch?.id ?? null }),
      ),
    cancelBatch: (id, by) =>
      log.record(
        caller,
        { action: "RETRAIN_CANCEL", batchId: id },
        () => retrain.cancelBatch(id, by),
        ({ kind }) =>
          kind === "cancelled"
            ? { outcome: "DONE" }
            : { outcome: "REFUSED", code: kind === "unknown" ? "BATCH_NOT_FOUND" : "BATCH_FINISHED" },
      ),
  };
}

/** Moves of champions on record. */
export function auditChampionMoves(moves: ChampionMoves, caller: AuditCaller, log: Recorder): ChampionMoves {
  return {
    promote: (storeCode, version, asker) =>
      log.record(
        caller,
        { action: "PROMOTE", storeCodes: [storeCode], version, reason: asker.reason },
        () => moves.promote(storeCode, version, asker),
        describeMove,
      ),
    rollback: (storeCode, from, asker) =>
      log.record(
        caller,
        { action: "ROLLBACK", storeCodes: [storeCode], version: from, reason: asker.reason },
        () => moves.rollback(storeCode, from, asker),
        describeMove,
      ),
    pin: (storeCode, asker) =>
      log.record(
        caller,
        { action: "PIN", storeCodes: [storeCode], reason: asker.reason },
        () => moves.pin(storeCode, asker),
        describePin,
      ),
    unpin: (storeCode, asker) =>
      log.record(
        caller,
        { action: "UNPIN", storeCodes: [storeCode], reason: asker.reason },
        () => moves.unpin(storeCode, asker),
        describePin,
      ),
  };
}

function describeMove(move: ChampionMove): AuditResult {
  if (!move.moved) return { outcome: "REFUSED", code: move.code };
  return { outcome: "DONE", version: move.champion.version };
}

function describePin(change: PinChange): AuditResult {
  if (!change.changed) return { outcome: "REFUSED", code: change.code };
  return { outcome: "DONE", version: change.champion.version };
}
