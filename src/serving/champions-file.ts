import { createHash } from "node:crypto";
import { stat, utimes } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import type { StoreModels } from "../mlflow/types.js";
import { nullIfAbsent, readChecked, writeChecked } from "./checked-file.js";

/** What the registry said of all stores, and when it last did. */
export interface RememberedChampions {
  models: Map<string, StoreModels>;
  seenAt: Date;
}

/** The registry's state of all stores on disk. Processes may share it: they write the same. */
export interface ChampionsFile {
  /**
   * Null if there is none.
   *
   * @throws Error for a file that is damaged or of another release, and the file system's error
   */
  read(): Promise<RememberedChampions | null>;
  /** @throws the file system's error */
  write(champions: RememberedChampions): Promise<void>;
}

/** @param release version of this product, which decides what the file holds */
export function makeChampionsFile(path: string, release: string): ChampionsFile {
  const title = `storecast champions ${release}`;
  let written: string | null = null;
  return {
    async read() {
      const found = await stat(path).catch(nullIfAbsent);
      const body = found && readChecked(path, title);
      return body && { models: deserialize(body) as Map<string, StoreModels>, seenAt: found.mtime };
    },
    async write({ models, seenAt }) {
      const body = serialize(models);
      const digest = createHash("sha256").update(body).digest("hex");
      if (digest !== written) await writeChecked(path, title, body);
      // The time is the file's own, so that a registry in which nothing happens costs no writing.
      await utimes(path, seenAt, seenAt);
      written = digest;
    },
  };
}
