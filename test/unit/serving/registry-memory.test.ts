import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { makeChampionsFile } from "../../../src/serving/champions-file.js";
import { makeRegistryMemory, type RegistryMemory } from "../../../src/serving/registry-memory.js";
import { makeServingWorld, type ServingWorld } from "../../support/serving-world.js";

const down = new ServiceUnavailableError("mlflow", "MLflow is down");

describe("the memory of the registry", () => {
  let world: ServingWorld;
  let folder: string;
  let path: string;
  let minutes: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "storecast-champions-"));
    path = join(folder, "champions");
    minutes = 0;
    world = makeServingWorld(2);
    for (const store of world.stores) await world.train(store, { prophetJson: '"text"' });
  });

  afterEach(() => rm(folder, { recursive: true }));

  const at = (minute: number) => new Date(Date.UTC(2015, 5, 20, 10, minute));
  const open = (change: { release?: string; registry?: ServingWorld["registry"] } = {}): RegistryMemory =>
    makeRegistryMemory({
      registry: change.registry ?? world.registry,
      file: makeChampionsFile(path, change.release ?? "1.0.0"),
      onSeen: () => undefined,
      logger: world.logger,
      now: () => at(minutes),
      patienceMs: 20,
    });

  test("what the registry said last is known to the next process while the registry is down", async () => {
    const said = await open().findStoreModels();
    minutes = 5;
    world.registry.failure = down;
    const memory = open();
    expect(await memory.findStoreModels()).toEqual(said);
    expect(memory.getFreshness()).toEqual({ seenAt: at(0), problem: "MLflow is down" });
    expect(world.warnings).toEqual(["the champions of an earlier run serve, for MLflow does not answer"]);
  });

  test("afterwards the registry's failures are failures, and its answers count again", async () => {
    await open().findStoreModels();
    world.registry.failure = down;
    const memory = open();
    await memory.findStoreModels();
    await expect(memory.findStoreModels()).rejects.toBe(down);
    world.registry.failure = null;
    minutes = 7;
    await memory.findStoreModels();
    expect(memory.getFreshness()).toEqual({ seenAt: at(7), problem: null });
  });

  test("a registry that hangs is not waited for", async () => {
    const said = await open().findStoreModels();
    const hanging = { ...world.registry, findStoreModels: () => new Promise<never>(() => undefined) };
    const memory = open({ registry: hanging });
    expect(await memory.findStoreModels()).toEqual(said);
    expect(memory.getFreshness().problem).toBe("MLflow did not answer within 20 ms.");
  });

  test("without anything saved, a registry that is down is an error", async () => {
    world.registry.failure = down;
    const memory = open();
    await expect(memory.findStoreModels()).rejects.toBe(down);
    expect(memory.getFreshness()).toEqual({ seenAt: null, problem: "MLflow is down" });
  });

  test.each<[string, string, (body: Buffer) => Buffer]>([
    ["damaged", "1.0.0", (body) => body.fill(7, body.length - 1)],
    ["of another release", "2.0.0", (body) => body],
  ])("a file that is %s counts as none", async (_, release, damage) => {
    await open().findStoreModels();
    await writeFile(path, damage(await readFile(path)));
    world.registry.failure = down;
    await expect(open({ release }).findStoreModels()).rejects.toBe(down);
    expect(world.warnings).toEqual(["the champions that were saved cannot be read"]);
  });

  test("while nothing changes, only the time of the file does", async () => {
    const memory = open();
    await memory.findStoreModels();
    const { ino } = await stat(path);
    minutes = 9;
    await memory.findStoreModels();
    expect(await stat(path)).toMatchObject({ ino, mtime: at(9) });
    await world.train(world.stores[0]!, { prophetJson: '"new"' });
    await memory.findStoreModels();
    expect((await stat(path)).ino).not.toBe(ino);
  });

  test("questions about single stores go to the registry", async () => {
    await open().findStoreModels();
    world.registry.failure = down;
    await expect(open().findStoreModels(["1"])).rejects.toBe(down);
  });
});
