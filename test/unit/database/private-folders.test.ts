import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findPrivateFolder } from "../../../src/database/private-folders.js";

describe("private folders", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "storecast-private-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("a folder that only its owner may enter hides all below it, made or not", async () => {
    const below = join(folder, "a");
    await mkdir(below, { mode: 0o755 });
    expect(findPrivateFolder(below)).toBe(folder);
    expect(findPrivateFolder(join(below, "not/yet"))).toBe(folder);
  });

  test("the innermost one is named", async () => {
    const inner = join(folder, "inner");
    await mkdir(inner, { mode: 0o700 });
    expect(findPrivateFolder(join(inner, "x"))).toBe(inner);
  });

  test("a folder that all may enter hides nothing", async () => {
    await chmod(folder, 0o755);
    expect(findPrivateFolder(join(folder, "x"))).toBeNull();
  });
});
