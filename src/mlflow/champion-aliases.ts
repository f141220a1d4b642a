import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import { getModelName } from "./names.js";
import { CHALLENGER, CHAMPION } from "./store-models.js";
import type { ChampionPin, ChangeNote, ModelRegistry } from "./types.js";
import type { ExternalVersions } from "./external-versions.js";
import { loadKnownVersion, loadVersion } from "./version-lookup.js";
import { TAG } from "./version-tags.js";

/** Moves of champions and challengers, with the tags that say who made them. */
export type ChampionAliases = Pick<ModelRegistry, "promote" | "rollback" | "pin" | "unpin" | "setChallenger">;

type Act = "promoted" | "rolledBack" | "pinned" | "unpinned";

/** Tags first, the alias last: a move that died halfway has moved nothing, and can be made again. */
export function makeChampionAliases(client: MlflowClient, external: ExternalVersions): ChampionAliases {
  const { registeredModels, modelVersions } = client;

  /** A tag of an earlier act of the same kind never outlives its act. */
  async function note(
    name: string,
    version: number,
    act: Act,
    { by, at, reason }: ChangeNote,
  ): Promise<void> {
    await allEnded([
      modelVersions.setTag(name, version, TAG[`${act}At`], at.toISOString()),
      modelVersions.setTag(name, version, TAG[`${act}By`], by),
      reason === null
        ? modelVersions.deleteTag(name, version, TAG[`${act}Reason`])
        : modelVersions.setTag(name, version, TAG[`${act}Reason`], reason),
    ]);
  }

  async function pin(
    name: string,
    version: number,
    kind: ChampionPin["kind"],
    by: ChangeNote,
  ): Promise<void> {
    await note(name, version, "pinned", by);
    await modelVersions.setTag(name, version, TAG.pin, kind);
  }

  return {
    promote: async (storeCode, version, by) => {
      const name = getModelName(storeCode);
      const { rolledBackAt } = await loadKnownVersion(client, external, storeCode, version);
      await note(name, version, "promoted", by);
      if (rolledBackAt !== null) await modelVersions.deleteTag(name, version, TAG.rolledBackAt);
      await registeredModels.setAlias(name, CHAMPION, version);
    },

    rollback: async (storeCode, from, to, by) => {
      const name = getModelName(storeCode);
      await loadVersion(client, storeCode, from);
      await loadKnownVersion(client, external, storeCode, to);
      await allEnded([note(name, from, "rolledBack", by), pin(name, to, "rollback", by)]);
      await registeredModels.setAlias(name, CHAMPION, to);
    },

    pin: async (storeCode, version, by) => {
      await loadKnownVersion(client, external, storeCode, version);
      await pin(getModelName(storeCode), version, "person", by);
    },

    unpin: async (storeCode, version, by) => {
      const name = getModelName(storeCode);
      await loadKnownVersion(client, external, storeCode, version);
      await note(name, version, "unpinned", by);
      await modelVersions.deleteTag(name, version, TAG.pin);
    },

    setChallenger: (storeCode, version) => {
      const name = getModelName(storeCode);
      return version === null
        ? registeredModels.deleteAlias(name, CHALLENGER)
        : registeredModels.setAlias(name, CHALLENGER, version);
    },
  };
}
