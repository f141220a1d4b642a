import type { Logger } from "pino";
import type { ModelRegistry, StoreModels } from "../mlflow/types.js";
import type { ChampionsFile, RememberedChampions } from "./champions-file.js";

/** How fresh the knowledge of champions is. */
export interface RegistryFreshness {
  /** When the registry last said which versions serve; null if it never did. */
  seenAt: Date | null;
  /** Why it does not say so now; null if it does. */
  problem: string | null;
}

/** A registry whose last word on all stores outlives it. */
export interface RegistryMemory extends Pick<ModelRegistry, "findStoreModels"> {
  getFreshness(): RegistryFreshness;
}

export interface RegistryMemoryOptions {
  registry: Pick<ModelRegistry, "findStoreModels">;
  /** Null remembers nothing beyond this process. */
  file: ChampionsFile | null;
  /** Is told of every answer for all stores. */
  onSeen: (models: ReadonlyMap<string, StoreModels>) => void;
  logger: Pick<Logger, "info" | "warn">;
  now: () => Date;
  /** How long the first answer is waited for while there is an older one. */
  patienceMs?: number;
}

const PATIENCE_MS = 3_000;

/**
 * Asks the registry, but for the first question about all stores: if there is no answer to that, or none in time, the answer of an earlier
 * process is given, so that an API starts while the registry is down. Later failures are the caller's to bear, who by then has an answer.
 */
export function makeRegistryMemory(options: RegistryMemoryOptions): RegistryMemory {
  const { registry, file, logger, now, patienceMs = PATIENCE_MS } = options;
  let freshness: RegistryFreshness = { seenAt: null, problem: null };
  let isFirst = true;
  let isSaved = true;
  let isRecalled = false;

  async function save(models: Map<string, StoreModels>, seenAt: Date): Promise<void> {
    try {
      await file?.write({ models, seenAt });
      isSaved = true;
    } catch (error) {
      const sentence = "the champions could not be saved; a start while MLflow is down would not know them";
      if (isSaved) logger.warn({ err: error }, sentence);
      isSaved = false;
    }
  }

  async function ask(): Promise<Map<string, StoreModels>> {
    try {
      const models = await registry.findStoreModels();
      if (isRecalled) logger.info("MLflow answers: the champions are as it says from now on");
      isRecalled = false;
      const seenAt = now();
      freshness = { seenAt, problem: null };
      options.onSeen(models);
      await save(models, seenAt);
      return models;
    } catch (error) {
      freshness = { ...freshness, problem: error instanceof Error ? error.message : String(error) };
      throw error;
    }
  }

  async function recall(): Promise<RememberedChampions | null> {
    try {
      return (await file?.read()) ?? null;
    } catch (error) {
      logger.warn({ err: error }, "the champions that were saved cannot be read");
      return null;
    }
  }

  async function askFirst(): Promise<Map<string, StoreModels>> {
    const answer = ask();
    // Whether it comes in time or not, a failure has been noted.
    answer.catch(() => undefined);
    const remembered = await recall();
    if (remembered === null) return answer;
    const inTime = await settle(answer, patienceMs);
    if (inTime) return inTime;
    const problem = freshness.problem ?? `MLflow did not answer within ${patienceMs} ms.`;
    const { seenAt } = remembered;
    freshness = { seenAt, problem };
    isRecalled = true;
    logger.warn({ problem, seenAt }, "the champions of an earlier run serve, for MLflow does not answer");
    return remembered.models;
  }

  return {
    findStoreModels(storeCodes) {
      if (storeCodes) return registry.findStoreModels(storeCodes);
      if (!isFirst) return ask();
      isFirst = false;
      return askFirst();
    },
    getFreshness: () => freshness,
  };
}

/** Its value if it has one within the time, else null. */
async function settle<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([promise.catch(() => null), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
