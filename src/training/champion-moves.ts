import { listEarlierChampions } from "../mlflow/earlier-champions.js";
import type { ChampionPin, ChangeNote, ModelRegistry, RegisteredVersion } from "../mlflow/types.js";
import { findChallenger } from "./challenger-rule.js";

/** A champion moved by a person, or why it was not. */
export type ChampionMove =
  | { moved: true; champion: RegisteredVersion; previousChampion: RegisteredVersion | null }
  | {
      moved: false;
      code: "MODEL_VERSION_NOT_FOUND" | "ALREADY_CHAMPION" | "NO_PREVIOUS_CHAMPION" | "NOT_CHAMPION";
      message: string;
      previousChampion: RegisteredVersion | null;
    };

/** A champion pinned or unpinned by a person, or why it was not. */
export type PinChange =
  | { changed: true; champion: RegisteredVersion }
  | { changed: false; code: "NO_CHAMPION" | "NOT_PINNED"; message: string };

/** Who asks for a move, and why. */
export interface Asker {
  by: string;
  /** Null where none was given. */
  reason: string | null;
}

/**
 * Moves champions by hand. Each move can be asked for again after a failure: what was left half done is completed, what was done is refused
 * or done again to the same end. Throws ServiceUnavailableError("mlflow", ...) when the registry does not answer.
 */
export interface ChampionMoves {
  /** Makes a version champion, pinned or not; a pin of the champion before it goes. */
  promote(storeCode: string, version: number, asker: Asker): Promise<ChampionMove>;
  /**
   * Restores the champion before the present one, and pins it until a person or a strictly better challenger moves it.
   *
   * @param from version that must be champion still, so that a repeated call does not go back two; null takes whichever is
   */
  rollback(storeCode: string, from: number | null, asker: Asker): Promise<ChampionMove>;
  /** Keeps the champion in its place until a person unpins it or promotes another. */
  pin(storeCode: string, asker: Asker): Promise<PinChange>;
  unpin(storeCode: string, asker: Asker): Promise<PinChange>;
}

interface ChampionMovesDeps {
  registry: ModelRegistry;
  /** Tells everyone who serves the stores; awaited before a move is answered. */
  announce: (storeCodes: readonly string[]) => Promise<void>;
  now: () => Date;
}

type ChampionHistory = Pick<RegisteredVersion, "version" | "promotedAt" | "rolledBackAt">;

/**
 * The latest earlier champion: promoted last of all versions that are not champion and were not rolled back from since.
 * Two rollbacks in a row so go back two.
 */
export function findPreviousChampion<T extends ChampionHistory>(
  versions: readonly T[],
  champion: { version: number },
): T | null {
  return listEarlierChampions(versions, [champion.version])[0] ?? null;
}

export function createChampionMoves({ registry, announce, now }: ChampionMovesDeps): ChampionMoves {
  async function loadState(storeCode: string) {
    const [models, versions] = await Promise.all([
      registry.findStoreModels([storeCode]),
      registry.listVersions([storeCode]),
    ]);
    const { champion = null, championIssue = null, challenger = null } = models.get(storeCode) ?? {};
    return {
      ...{ champion, challenger, versions: versions.get(storeCode) ?? [] },
      /** What the alias names, whether it can serve or not. */
      named: championIssue ? championIssue.version : (champion?.version ?? null),
    };
  }

  type State = Awaited<ReturnType<typeof loadState>>;

  /** All that goes with a move, before the champion's alias: an alias that has moved is the end of the move. */
  async function prepare(
    storeCode: string,
    { champion, named, challenger, versions }: State,
    next: RegisteredVersion,
    note: ChangeNote,
  ): Promise<void> {
    const others = versions.filter(({ version }) => version !== next.version && version !== named);
    const nextChallenger = findChallenger(others, next);
    if (nextChallenger !== challenger) await registry.setChallenger(storeCode, nextChallenger);
    if (champion?.pin) {
      const reason = `version ${next.version} took its place`;
      await registry.unpin(storeCode, champion.version, { ...note, reason });
    }
  }

  return {
    async promote(storeCode, version, asker) {
      const state = await loadState(storeCode);
      const { champion: previousChampion, named, versions } = state;
      const wanted = versions.find((candidate) => candidate.version === version);
      if (wanted === undefined) {
        const message = `Store ${storeCode} has no model version ${version}.`;
        return { moved: false, code: "MODEL_VERSION_NOT_FOUND", message, previousChampion };
      }
      if (named === version) {
        const message = `Version ${version} is the champion of store ${storeCode} already.`;
        return { moved: false, code: "ALREADY_CHAMPION", message, previousChampion };
      }
      const note = { ...asker, at: now() };
      await prepare(storeCode, state, wanted, note);
      // a pin from its time as champion would hold it anew
      if (wanted.pin) await registry.unpin(storeCode, version, { ...note, reason: "it was promoted anew" });
      await registry.promote(storeCode, version, note);
      await announce([storeCode]);
      const promoted = {
        ...{ promotedAt: note.at.toISOString(), promotedBy: note.by, promotedReason: note.reason },
        ...{ rolledBackAt: null, pin: null },
      };
      return { moved: true, champion: { ...wanted, ...promoted }, previousChampion };
    },

    async rollback(storeCode, from, asker) {
      const state = await loadState(storeCode);
      const { champion: previousChampion, named, versions } = state;
      if (from !== null && from !== named) {
        const present = named === null ? "it has none" : `version ${named} is`;
        const message = `Version ${from} is not the champion of store ${storeCode}: ${present}.`;
        return { moved: false, code: "NOT_CHAMPION", message, previousChampion };
      }
      const restored = named === null ? null : findPreviousChampion(versions, { version: named });
      if (named === null || !restored) {
        const message = `Store ${storeCode} has no champion before the present one.`;
        return { moved: false, code: "NO_PREVIOUS_CHAMPION", message, previousChampion };
      }
      const note = { ...asker, at: now() };
      await prepare(storeCode, state, restored, note);
      await registry.rollback(storeCode, named, restored.version, note);
      await announce([storeCode]);
      const { by, reason } = note;
      const at = note.at.toISOString();
      return {
        moved: true,
        champion: { ...restored, pin: { kind: "rollback", by, at, reason } },
        previousChampion:
          previousChampion?.version === named
            ? {
                ...{ ...previousChampion, pin: null },
                ...{ rolledBackAt: at, rolledBackBy: by, rolledBackReason: reason },
              }
            : previousChampion,
      };
    },

    async pin(storeCode, asker) {
      const { champion } = await loadState(storeCode);
      if (!champion) return refuseUntrained(storeCode);
      const note = { ...asker, at: now() };
      await registry.pin(storeCode, champion.version, note);
      await announce([storeCode]);
      const pin: ChampionPin = { kind: "person", ...asker, at: note.at.toISOString() };
      return { changed: true, champion: { ...champion, pin } };
    },

    async unpin(storeCode, asker) {
      const { champion } = await loadState(storeCode);
      if (!champion) return refuseUntrained(storeCode);
      if (!champion.pin) {
        const message = `The champion of store ${storeCode}, version ${champion.version}, is not pinned.`;
        return { changed: false, code: "NOT_PINNED", message };
      }
      await registry.unpin(storeCode, champion.version, { ...asker, at: now() });
      await announce([storeCode]);
      return { changed: true, champion: { ...champion, pin: null } };
    },
  };
}

function refuseUntrained(storeCode: string): PinChange {
  return { changed: false, code: "NO_CHAMPION", message: `Store ${storeCode} has no champion.` };
}
