import { listEarlierChampions } from "../mlflow/earlier-champions.js";
import type { ModelRegistry, RegisteredVersion } from "../mlflow/types.js";

/** A champion moved by a person, or why it was not. */
export type ChampionMove =
  | { moved: true; champion: RegisteredVersion; previousChampion: RegisteredVersion | null }
  | {
      moved: false;
      code: "MODEL_VERSION_NOT_FOUND" | "ALREADY_CHAMPION" | "NO_PREVIOUS_CHAMPION";
      message: string;
      previousChampion: RegisteredVersion | null;
    };

/** Moves champions by hand. Throws ServiceUnavailableError("mlflow", ...) when the registry does not answer. */
export interface ChampionMoves {
  /** Makes a version champion; `by` is who asks. */
  promote(storeCode: string, version: number, by: string): Promise<ChampionMove>;
  /** Restores the champion before the present one; `by` is who asks. */
  rollback(storeCode: string, by: string): Promise<ChampionMove>;
}

interface ChampionMovesDeps {
  registry: ModelRegistry;
  /** Tells everyone who serves the stores; awaited before a move is answered. */
  announce: (storeCodes: readonly string[]) => Promise<void>;
  now: () => Date;
}

/**
 * The latest earlier champion: promoted last of all versions that are not champion and were not rolled back from since.
 * Two rollbacks in a row so go back two.
 */
export function findPreviousChampion(
  versions: readonly RegisteredVersion[],
  champion: Pick<RegisteredVersion, "version">,
): RegisteredVersion | null {
  return listEarlierChampions(versions, [champion.version])[0] ?? null;
}

export function createChampionMoves({ registry, announce, now }: ChampionMovesDeps): ChampionMoves {
  async function loadState(storeCode: string) {
    const [models, versions] = await Promise.all([
      registry.findStoreModels([storeCode]),
      registry.listVersions([storeCode]),
    ]);
    const { champion = null, championIssue = null } = models.get(storeCode) ?? {};
    return {
      champion,
      /** What the alias names, whether it can serve or not. */
      named: championIssue ? championIssue.version : (champion?.version ?? null),
      versions: versions.get(storeCode) ?? [],
    };
  }

  return {
    async promote(storeCode, version, by) {
      const { champion: previousChampion, named, versions } = await loadState(storeCode);
      const wanted = versions.find((candidate) => candidate.version === version);
      if (wanted === undefined) {
        const message = `Store ${storeCode} has no model version ${version}.`;
        return { moved: false, code: "MODEL_VERSION_NOT_FOUND", message, previousChampion };
      }
      if (named === version) {
        const message = `Version ${version} is the champion of store ${storeCode} already.`;
        return { moved: false, code: "ALREADY_CHAMPION", message, previousChampion };
      }
      const at = now();
      await registry.promote(storeCode, version, by, at);
      await announce([storeCode]);
      return {
        moved: true,
        champion: { ...wanted, promotedAt: at.toISOString(), rolledBackAt: null },
        previousChampion,
      };
    },

    async rollback(storeCode, by) {
      const { champion: previousChampion, named, versions } = await loadState(storeCode);
      const restored = named === null ? null : findPreviousChampion(versions, { version: named });
      if (named === null || !restored) {
        const message = `Store ${storeCode} has no champion before the present one.`;
        return { moved: false, code: "NO_PREVIOUS_CHAMPION", message, previousChampion };
      }
      const at = now();
      await registry.rollback(storeCode, named, restored.version, by, at);
      await announce([storeCode]);
      return {
        moved: true,
        champion: restored,
        previousChampion:
          previousChampion?.version === named
            ? { ...previousChampion, rolledBackAt: at.toISOString() }
            : previousChampion,
      };
    },
  };
}
