import { stat, utimes } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import type { StoreModels } from "../mlflow/types.js";
import { isSameState } from "./champions.js";
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

/** Stores that are written before others get their turn: some 2 ms. */
const STORES_AT_ONCE = 100;
const LENGTH_BYTES = 4;

/** @param release version of this product, which decides what the file holds */
export function makeChampionsFile(path: string, release: string): ChampionsFile {
  const title = `storecast champions ${release} in parts`;
  let written: ReadonlyMap<string, StoreModels> | null = null;
  return {
    async read() {
      const found = await stat(path).catch(nullIfAbsent);
      const body = found && readChecked(path, title);
      return body && { models: fromParts(body), seenAt: found.mtime };
    },
    async write({ models, seenAt }) {
      if (!written || !isSame(models, written)) await writeChecked(path, title, await toParts(models));
      // The time is the file's own, so that a registry in which nothing happens costs no writing.
      await utimes(path, seenAt, seenAt);
      written = models;
    },
  };
}

/** Each part has its length before it. */
async function toParts(models: ReadonlyMap<string, StoreModels>): Promise<Buffer> {
  const states = [...models.values()];
  const parts: Buffer[] = [];
  for (let from = 0; from < states.length; from += STORES_AT_ONCE) {
    const part = serialize(states.slice(from, from + STORES_AT_ONCE));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(part.length);
    parts.push(length, part);
    await nextTurn();
  }
  return Buffer.concat(parts);
}

function fromParts(body: Buffer): Map<string, StoreModels> {
  const models = new Map<string, StoreModels>();
  for (let at = 0; at < body.length;) {
    const start = at + LENGTH_BYTES;
    at = start + body.readUInt32LE(at);
    const states = deserialize(body.subarray(start, at)) as StoreModels[];
    for (const state of states) models.set(state.storeCode, state);
  }
  return models;
}

function isSame(one: ReadonlyMap<string, StoreModels>, other: ReadonlyMap<string, StoreModels>): boolean {
  if (one.size !== other.size) return false;
  for (const [code, state] of one) if (!isSameState(state, other.get(code))) return false;
  return true;
}
