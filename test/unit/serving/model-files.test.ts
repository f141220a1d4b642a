import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { RegisteredVersion } from "../../../src/mlflow/types.js";
import { makeModelFiles, type ModelFiles } from "../../../src/serving/model-files.js";
import { makeServingWorld } from "../../support/serving-world.js";

const NOW = new Date("2015-06-20T10:00:00Z");
const HOUR_MS = 3_600_000;

/** The version as if its file had another checksum. */
function withChecksum(version: RegisteredVersion, modelSha256: string): RegisteredVersion {
  return version.origin === "external"
    ? { ...version, facts: { ...version.facts, modelSha256 } }
    : { ...version, facts: { ...version.facts, modelSha256 } };
}

describe("models on disk", () => {
  let folder: string;
  let warnings: { err: Error; message: string }[];
  let versions: RegisteredVersion[];

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "storecast-cache-")), "models");
    warnings = [];
    const world = makeServingWorld(3);
    for (const store of world.stores) await world.train(store, { prophetJson: `"${store.code}"` });
    const listed = await world.registry.listVersions(world.stores.map(({ code }) => code));
    versions = [...listed.values()].flat();
  });

  afterEach(() => rm(join(folder, ".."), { recursive: true }));

  const open = (maxBytes = 1_000_000): ModelFiles =>
    makeModelFiles({
      folder,
      maxBytes,
      now: () => NOW,
      logger: { warn: (about: { err: Error }, message: string) => void warnings.push({ ...about, message }) },
    } as Parameters<typeof makeModelFiles>[0]);
  const pathOf = async (i: number): Promise<string> => {
    const name = (await readdir(folder)).find((file) => file.includes(`m-${i + 1}-1`));
    if (name === undefined) throw new Error(`no file of version ${i}`);
    return join(folder, name);
  };
  const age = async (i: number, hours: number) => {
    const at = new Date(NOW.getTime() - hours * HOUR_MS);
    await utimes(await pathOf(i), at, at);
  };

  test("what one process keeps another one reads, by model id and checksum", async () => {
    await open().write(versions[0]!, "text ünïcode");
    expect(await open().read(versions[0]!)).toBe("text ünïcode");
    expect(await open().read(versions[1]!)).toBeNull();
    const { facts } = versions[0]!;
    const retagged = withChecksum(versions[0]!, "0".repeat(64));
    expect(await open().read(retagged)).toBeNull();
    expect(await readdir(folder)).toEqual([`1-m-1-1-${facts.modelSha256}.json`]);
    expect(warnings).toEqual([]);
  });

  test("a version whose file nobody vouches for is not kept", async () => {
    const files = open();
    const alien = withChecksum(versions[0]!, "../../../etc");
    await files.write(alien, "text");
    expect(await files.read(alien)).toBeNull();
    await expect(readdir(folder)).rejects.toThrow("ENOENT");
  });

  test.each<[string, (body: Buffer) => Buffer]>([
    ["a flipped bit", (body) => Buffer.from(body).fill(body.at(-1)! ^ 1, body.length - 1)],
    ["a missing end", (body) => body.subarray(0, body.length - 1)],
    ["no content", () => Buffer.alloc(0)],
    ["another format", (body) => Buffer.from(body.toString().replace("model 1", "model 0"))],
  ])("a file with %s is removed, with a warning", async (_, damage) => {
    const files = open();
    await files.write(versions[0]!, "text");
    const path = await pathOf(0);
    await writeFile(path, damage(await readFile(path)));
    expect(await files.read(versions[0]!)).toBeNull();
    expect(warnings.map(({ message }) => message)).toEqual(["a model in the cache is of no use"]);
    expect(warnings[0]!.err.message).toContain("is damaged");
    expect(await readdir(folder)).toEqual([]);
  });

  test("of what no champion needs, the least lately needed goes first where room is short", async () => {
    const body = "x".repeat(1000);
    const roomy = open();
    for (const version of versions) await roomy.write(version, body);
    await age(0, 3);
    await age(1, 5);
    await age(2, 4);
    const files = open(2_500);
    await files.tidy([versions[1]!]);
    expect(await Promise.all(versions.map((version) => files.read(version)))).toEqual(
      [null, body, body].reverse(),
    );
  });

  test("a file that is needed counts as needed until it is not", async () => {
    const files = open();
    await files.write(versions[0]!, "text");
    await age(0, 48);
    await files.tidy([versions[0]!]);
    expect((await stat(await pathOf(0))).mtime).toEqual(NOW);
  });

  test("a cache that champions fill takes no more, and says so once", async () => {
    const files = open(1_500);
    await files.write(versions[0]!, "x".repeat(1000));
    await files.tidy(versions);
    await files.write(versions[1]!, "x".repeat(1000));
    await files.write(versions[2]!, "x".repeat(1000));
    expect(await readdir(folder)).toHaveLength(1);
    expect(warnings.map(({ message }) => message)).toEqual([
      "a model could not be kept in the cache; serving goes on without",
    ]);
    expect(warnings[0]!.err.message).toBe(
      "The champions of all stores need more than 1500 bytes; allow the cache more.",
    );
  });

  test("what a killed process left unfinished goes after an hour", async () => {
    await mkdir(folder, { recursive: true });
    for (const [name, hours] of [
      ["old.tmp", 2],
      ["new.tmp", 0.5],
    ] as const) {
      await writeFile(join(folder, name), "x");
      const at = new Date(NOW.getTime() - hours * HOUR_MS);
      await utimes(join(folder, name), at, at);
    }
    await open(0.5).tidy([]);
    expect(await readdir(folder)).toEqual(["new.tmp"]);
  });

  test("a folder that cannot be written is one warning, and nothing else", async () => {
    await writeFile(folder, "a file where the folder would be");
    const files = open();
    for (const version of versions) await files.write(version, "text");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.message).toBe("a model could not be kept in the cache; serving goes on without");
  });

  test("processes that write and read the same model at once never see half of it", async () => {
    const body = "y".repeat(200_000);
    const processes = Array.from({ length: 6 }, () => open());
    await Promise.all(processes.map((files) => files.write(versions[0]!, body)));
    const writing = processes.map((files) => files.write(versions[0]!, body));
    const seen = await Promise.all(processes.map((files) => files.read(versions[0]!)));
    await Promise.all(writing);
    expect(new Set(seen)).toEqual(new Set([body]));
    expect(await readdir(folder)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});
