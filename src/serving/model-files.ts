import { createHash } from "node:crypto";
import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { RegisteredVersion } from "../mlflow/types.js";
import { SERVING_FORMAT } from "../model/index.js";
import { nullIfAbsent, readChecked, UNFINISHED, writeChecked } from "./checked-file.js";

/** Serving models on disk by model id and checksum; any number of processes may share a folder. Nothing here throws. */
export interface ModelFiles {
  /** Text of a version's serving model; null if it is not there. A damaged file is removed, with a warning. */
  read(version: RegisteredVersion): Promise<string | null>;
  /** Keeps one. What cannot be kept, such as on a full disk, is let go; the first of a row of failures is warned of. */
  write(version: RegisteredVersion, text: string): Promise<void>;
  /** Says which versions are needed, and makes room, though not at each call: of the others, those go first that have been needed least lately. */
  tidy(needed: readonly RegisteredVersion[]): Promise<void>;
}

export interface ModelFilesOptions {
  folder: string;
  /** Most that the folder may hold. */
  maxBytes: number;
  logger: Pick<Logger, "warn">;
  now: () => Date;
}

interface KeptFile {
  path: string;
  name: string;
  bytes: number;
  /** When it was written, or last known to be needed. */
  neededAt: Date;
}

const DAY_MS = 86_400_000;
/** Nobody takes so long to write one. */
const ABANDONED_MS = 3_600_000;
/** While a fleet trains there are new files all the time; a folder that is full is tidied when it is. */
const TIDY_PAUSE_MS = 600_000;
/** Files looked at before others get their turn. */
const FILES_AT_ONCE = 16;

export function makeModelFiles({ folder, maxBytes, logger, now }: ModelFilesOptions): ModelFiles {
  let needed: readonly RegisteredVersion[] = [];
  /** In the folder, as far as this process knows; null before it has looked. */
  let bytes: number | null = null;
  /** Nothing more can go; looked at again when needs change. */
  let isFull = false;
  let isTidy = false;
  let askedToTidyAt: Date | null = null;
  let tidying: Promise<void> | null = null;
  const tryToWrite = makeAttempt("a model could not be kept in the cache");
  const tryToRemove = makeAttempt("a damaged file stays in the model cache");
  const tryToTidy = makeAttempt("the model cache could not be tidied");

  function makeAttempt(failure: string): (work: () => Promise<unknown>) => Promise<void> {
    let isFailing = false;
    return async (work) => {
      try {
        await work();
        isFailing = false;
      } catch (error) {
        if (!isFailing) logger.warn({ err: error, folder }, `${failure}; serving goes on without`);
        isFailing = true;
      }
    };
  }

  async function listFiles(): Promise<KeptFile[]> {
    const names = (await readdir(folder).catch(nullIfAbsent)) ?? [];
    const look = async (name: string): Promise<KeptFile | null> => {
      const path = join(folder, name);
      const found = await stat(path).catch(nullIfAbsent);
      return found && { path, name, bytes: found.size, neededAt: found.mtime };
    };
    const files: (KeptFile | null)[] = [];
    for (let from = 0; from < names.length; from += FILES_AT_ONCE) {
      files.push(...(await Promise.all(names.slice(from, from + FILES_AT_ONCE).map(look))));
    }
    return files.filter((file) => file !== null);
  }

  async function tidyNow(): Promise<void> {
    const at = now();
    const neededNames = new Set(needed.map(getName));
    const isOlder = (file: KeptFile, ms: number) => at.getTime() - file.neededAt.getTime() > ms;
    const isAbandoned = (file: KeptFile) => file.name.endsWith(UNFINISHED) && isOlder(file, ABANDONED_MS);
    const files = await listFiles();
    let sum = files.reduce((total, file) => total + file.bytes, 0);
    const others = files
      .filter((file) => !neededNames.has(file.name) && (isAbandoned(file) || !file.name.endsWith(UNFINISHED)))
      .sort((a, b) => Number(isAbandoned(b)) - Number(isAbandoned(a)) || +a.neededAt - +b.neededAt);
    for (const file of others) {
      if (sum <= maxBytes && !isAbandoned(file)) break;
      await rm(file.path, { force: true });
      sum -= file.bytes;
    }
    const aging = files.filter((file) => neededNames.has(file.name) && isOlder(file, DAY_MS));
    await Promise.all(aging.map(({ path }) => utimes(path, at, at).catch(nullIfAbsent)));
    bytes = sum;
    isTidy = true;
  }

  function makeRoom(): Promise<void> {
    tidying ??= tidyNow().finally(() => (tidying = null));
    return tidying;
  }

  async function keep(name: string, text: string): Promise<void> {
    const size = Buffer.byteLength(text);
    const fits = () => bytes !== null && bytes + size <= maxBytes;
    if (!fits()) await makeRoom();
    if (!fits()) {
      isFull = true;
      throw new Error(`The champions of all stores need more than ${maxBytes} bytes; allow the cache more.`);
    }
    await writeChecked(join(folder, name), TITLE, text);
    bytes = (bytes ?? 0) + size;
    isTidy = false;
  }

  return {
    async read(version) {
      const name = getName(version);
      if (name === null) return null;
      const path = join(folder, name);
      try {
        return readChecked(path, TITLE)?.toString("utf8") ?? null;
      } catch (error) {
        logger.warn({ err: error, storeCode: version.storeCode }, "a model in the cache is of no use");
        await tryToRemove(() => rm(path, { force: true }));
        return null;
      }
    },
    async write(version, text) {
      const name = getName(version);
      if (name !== null && !isFull) await tryToWrite(() => keep(name, text));
    },
    async tidy(versions) {
      needed = versions;
      isFull = false;
      const at = now();
      if (isTidy || (askedToTidyAt && at.getTime() - askedToTidyAt.getTime() < TIDY_PAUSE_MS)) return;
      askedToTidyAt = at;
      await tryToTidy(makeRoom);
    },
  };
}

const TITLE = `storecast serving model ${SERVING_FORMAT}`;

/** Name of a version's file; null for one whose file nobody has vouched for. */
function getName({ source, facts }: RegisteredVersion): string | null {
  if (!/^[0-9a-f]{64}$/.test(facts.modelSha256)) return null;
  const modelId = /(?:^|\/)(m-[\w-]+)(?:\/|$)/.exec(source)?.[1];
  const id = modelId ?? createHash("sha256").update(source).digest("hex");
  return `${SERVING_FORMAT}-${id}-${facts.modelSha256}.json`;
}
