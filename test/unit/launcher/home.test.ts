import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { askRunning, claimHome, openHome, type Running } from "../../../src/launcher/home.js";

const RUNNING: Running = { pid: 4711, databaseUrl: "postgresql://db", mlflowUrl: null, apiUrl: null };

describe("home", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "storecast-home-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test("nobody runs on a new home", async () => {
    await expect(askRunning(openHome(join(directory, "deep/home")))).resolves.toBeNull();
  });

  test("the owner tells what runs where, and is refused a rival", async () => {
    const home = openHome(directory);
    const release = await claimHome(home, () => RUNNING);
    await expect(askRunning(home)).resolves.toEqual(RUNNING);
    await expect(claimHome(home, () => RUNNING)).rejects.toThrow(/already runs on .* \(process 4711\)/);
    await release();
    await expect(askRunning(home)).resolves.toBeNull();
  });

  test("what a killed owner left behind is no obstacle", async () => {
    const home = openHome(directory);
    writeFileSync(home.socket, "");
    const release = await claimHome(home, () => RUNNING);
    await expect(askRunning(home)).resolves.toEqual(RUNNING);
    await release();
  });

  test("a path too long for a socket still works", async () => {
    const home = openHome(join(directory, "x".repeat(120)));
    const release = await claimHome(home, () => RUNNING);
    await expect(askRunning(home)).resolves.toEqual(RUNNING);
    await release();
  });

  test("a home that cannot be made is one sentence", () => {
    const file = join(directory, "file");
    writeFileSync(file, "");
    expect(() => openHome(join(file, "home"))).toThrow(
      /STORECAST_HOME .*file\/home cannot be written \(.*\): choose/,
    );
  });
});
