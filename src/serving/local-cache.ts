import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ModelRegistry, StoreModels } from "../mlflow/types.js";
import { makeChampionsFile } from "./champions-file.js";
import { makeModelFiles } from "./model-files.js";
import { makeModelReader, type LoadNearForms, type ModelReader } from "./model-reader.js";
import type { ParseModel } from "./parse-model.js";
import { makeRegistryMemory, type RegistryFreshness } from "./registry-memory.js";

/** What serving reads of the registry, kept on disk: so that a start is quick, and works while the registry is down. */
export interface LocalCache {
  registry: Pick<ModelRegistry, "findStoreModels" | "listVersions" | "loadModel" | "loadServingForms">;
  readModel: ModelReader;
  getFreshness(): RegistryFreshness;
}

export interface LocalCacheOptions {
  registry: Pick<ModelRegistry, "findStoreModels" | "listVersions" | "loadModel" | "loadServingForms">;
  /** How a model is read out of its text before it is kept. */
  parseModel: ParseModel;
  /** Serving forms that are nearer than the registry; none by default. */
  loadNearForms?: LoadNearForms;
  /** Address of the registry: what one said is not what another says. */
  registryUrl: string;
  /** Version of this product: another one reads the registry's answers in its own way. */
  release: string;
  /** Any number of processes may share it; made if missing. */
  folder: string;
  /** Most that models in it may take; 0 keeps nothing. */
  maxBytes: number;
  /** Most models read from the registry at once, >= 1; 8 by default. */
  loadConcurrency?: number;
  logger: Pick<Logger, "info" | "warn">;
  now: () => Date;
}

export function createLocalCache(options: LocalCacheOptions): LocalCache {
  const { registry, folder, maxBytes } = options;
  const name = createHash("sha256").update(options.registryUrl).digest("hex").slice(0, 16);
  const isOff = maxBytes === 0;
  const files = isOff ? null : makeModelFiles({ ...options, folder: join(folder, "models") });
  const memory = makeRegistryMemory({
    ...options,
    file: isOff ? null : makeChampionsFile(join(folder, `champions-${name}`), options.release),
    onSeen: (models) => void files?.tidy(listNeeded(models)),
  });
  return {
    registry: {
      findStoreModels: (codes) => memory.findStoreModels(codes),
      listVersions: (codes) => registry.listVersions(codes),
      loadModel: (version) => registry.loadModel(version),
      loadServingForms: (versions) => registry.loadServingForms(versions),
    },
    readModel: makeModelReader({
      ...{ registry, parse: options.parseModel, files },
      ...(options.loadNearForms && { loadNearForms: options.loadNearForms }),
      ...(options.loadConcurrency === undefined ? {} : { concurrency: options.loadConcurrency }),
    }),
    getFreshness: () => memory.getFreshness(),
  };
}

/** Champions, and the newest, which may become one. */
function listNeeded(models: ReadonlyMap<string, StoreModels>) {
  return [...models.values()].flatMap(({ champion, newest }) =>
    [champion, newest].filter((version) => version !== null),
  );
}
