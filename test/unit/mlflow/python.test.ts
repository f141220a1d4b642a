import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../../src/errors.js";
import { ensurePythonEnvironment } from "../../../src/mlflow/python.js";

let folder: string;
let log: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storecast-python-"));
  log = [];
  await writeFile(join(folder, "requirements.txt"), "nothing==1.0\n");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeScript(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

/** Stands in for uv: makes the folder, counts its installations, or fails as told. */
const writeUv = (install: string) =>
  writeScript(
    "uv",
    `case "$1" in
      venv) for last; do :; done; mkdir -p "$last/bin"; ln -s "$(command -v sh)" "$last/bin/python" ;;
      pip) ${install} ;;
    esac`,
  );

const ensure = (uv: string, python = "python3", onLog: (sentence: string) => void = () => undefined) =>
  ensurePythonEnvironment({
    requirements: join(folder, "requirements.txt"),
    directory: join(folder, "venv"),
    python,
    uv,
    log: (sentence) => {
      log.push(sentence);
      onLog(sentence);
    },
  });

const countInstalls = async () => (await readFile(join(folder, "installs"), "utf8")).split("\n").length - 1;

describe("an environment", () => {
  test("is made once for one lock file", async () => {
    const uv = await writeUv(`echo . >> ${folder}/installs`);
    expect(await ensure(uv)).toBe(join(folder, "venv/bin/python"));
    expect(await ensure(uv)).toBe(join(folder, "venv/bin/python"));
    expect(await countInstalls()).toBe(1);
    expect(log).toHaveLength(1);
  });

  test("is made anew when the lock file changes", async () => {
    const uv = await writeUv(`echo . >> ${folder}/installs`);
    await ensure(uv);
    await writeFile(join(folder, "requirements.txt"), "nothing==2.0\n");
    await ensure(uv);
    expect(await countInstalls()).toBe(2);
  });

  test("is made once by two callers at once: the other waits", async () => {
    const gate = join(folder, "somebody-waits");
    const uv = await writeUv(`while [ ! -e ${gate} ]; do sleep 0.02; done; echo . >> ${folder}/installs`);
    const openGate = (sentence: string) => {
      if (sentence.startsWith("Waiting for another process")) writeFileSync(gate, "");
    };
    await Promise.all([ensure(uv, "python3", openGate), ensure(uv, "python3", openGate)]);
    expect(await countInstalls()).toBe(1);
  });

  test("that could not be completed leaves nothing behind", async () => {
    const uv = await writeUv("echo broken >&2; exit 1");
    await expect(ensure(uv)).rejects.toThrow(ConfigurationError);
    expect((await readdir(folder)).sort()).toEqual(["requirements.txt", "uv", "venv.lock"]);
  });

  test("that a killed process left half-made is cleared away", async () => {
    const uv = await writeUv("true");
    await mkdir(join(folder, "venv.partial-99999/bin"), { recursive: true });
    await mkdir(join(folder, "venv/bin"), { recursive: true });
    await ensure(uv);
    await expect(access(join(folder, "venv.partial-99999"))).rejects.toThrow("ENOENT");
    await expect(access(join(folder, "venv/bin/python"))).resolves.toBeUndefined();
  });
});

describe("one sentence says what is wrong and what to do", () => {
  test("when Python is missing", async () => {
    await expect(ensure("uv", join(folder, "python9"))).rejects.toThrow(
      `Python was not found as "${folder}/python9"; install Python 3.10 or newer, or name one in STORECAST_PYTHON.`,
    );
  });

  test("when Python is too old", async () => {
    const python = await writeScript("python3.8", `echo "3 8"; echo /usr/bin/python3.8`);
    await expect(ensure("uv", python)).rejects.toThrow(
      /is Python 3\.8, too old for MLflow; install Python 3\.10/,
    );
  });

  test("when the venv module is missing", async () => {
    const python = await writeScript(
      "python3",
      `case "$1$2" in
        -mvenv) echo "The virtual environment was not created because ensurepip is not available."; exit 1 ;;
        -c*sys.version_info*) echo "3 11"; echo "$0" ;;
        *) exec python3 "$@" ;;
      esac`,
    );
    await expect(ensure(join(folder, "no-uv"), python)).rejects.toThrow(/lacks its venv module; install it/);
  });

  test.each([
    [
      "the network",
      "error: Failed to fetch: `https://pypi/x` dns error",
      /could not be fetched; check the network/,
    ],
    ["disk space", "error: No space left on device (os error 28)", /No disk space for .*venv; free 1\.5 GB/],
    ["the right to write", "error: Permission denied (os error 13)", /venv cannot be written/],
    ["anything else", "error: no version of nothing==1.0", /could not be installed in .*: error: no version/],
  ])("when %s is missing", async (_what, complaint, sentence) => {
    const uv = await writeUv(`echo '${complaint}' >&2; exit 1`);
    await expect(ensure(uv)).rejects.toThrow(sentence);
  });
});
