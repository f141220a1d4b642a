// `npm test`: sets up what the tests need on a fresh machine, runs them all, and ends with a line that counts them.
// Arguments go to jest: `npm test -- test/unit/model`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkNode, ensureBuild, ensurePackages, root, SetupError } from "./prepare.mjs";

/** Real MLflow and real Python packages are part of the tests; files of deployments are held to their formats by the programs that read them. */
async function ensurePythonEnvironments() {
  const { ensurePythonEnvironment } = await import("../dist/mlflow/python.js");
  const { ensureDeploymentTools, toolsFolder } = await import("./deployment-tools.mjs");
  // first, for they hold the uv that installs the others
  await ensureDeploymentTools();
  const python = process.env.STORECAST_PYTHON ?? "python3";
  const log = (sentence) => process.stderr.write(`storecast: ${sentence}\n`);
  for (const [requirements, directory] of [
    ["mlflow/requirements.txt", "mlflow/.venv"],
    ["test/python/requirements.txt", "test/.venv"],
    ["test/mlflow-oldest/requirements.txt", "test/mlflow-oldest/.venv"],
  ]) {
    await ensurePythonEnvironment({
      python,
      uv: join(toolsFolder, "uv"),
      requirements: join(root, requirements),
      directory: join(root, directory),
      log,
    });
  }
}

/** Fits are held to the bit across versions of Node. */
async function ensureSecondNode() {
  const { ensureOtherNode } = await import("./other-node.mjs");
  ensureOtherNode();
}

/** MLflow's pages are looked at as people see them. */
async function ensureTestBrowser() {
  const { ensureBrowser } = await import("./browser.mjs");
  ensureBrowser();
}

/** The queue is held to the same on both of its servers. */
async function ensureTestRedis() {
  const { ensureRedis } = await import("./redis.mjs");
  process.env.STORECAST_REDIS_SERVER = ensureRedis();
}

/** Alerts are tested by the program that they are written for. */
async function ensureTestPromtool() {
  const { ensurePromtool } = await import("./promtool.mjs");
  process.env.STORECAST_PROMTOOL = ensurePromtool();
}

/** Backups are made by the programs that come with a packaged PostgreSQL. */
async function ensureTestPostgresql() {
  const { ensurePostgresql } = await import("./postgresql.mjs");
  process.env.STORECAST_POSTGRESQL_BIN = ensurePostgresql();
}

/** Containers are tried where there is a Docker; where there is none, that is said, and nothing is counted. */
async function runContainers(prefix) {
  const { whyNoContainers } = await import("./deployment-tools.mjs");
  const reason = whyNoContainers();
  if (reason === null) return [runJest(["test/containers", "-i"], prefix)];
  process.stderr.write(`storecast: containers were NOT tried: ${reason}. docs/deploy.md says how to.\n`);
  return [];
}

/** The tests start PostgreSQL themselves, also for root in a folder that only root may enter. */
async function getPrefix() {
  const { getEnteringPrefix } = await import("../dist/database/private-folders.js");
  return getEnteringPrefix([root]);
}

function runJest(args, prefix) {
  const folder = mkdtempSync(join(tmpdir(), "storecast-test-"));
  const outputFile = join(folder, "results.json");
  try {
    const [program, ...rest] = [
      ...prefix,
      process.execPath,
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      join(root, "node_modules/jest/bin/jest.js"),
      "--json",
      `--outputFile=${outputFile}`,
      ...args,
    ];
    // --json also prints to standard output, which is not for people
    const { status } = spawnSync(program, rest, { cwd: root, stdio: ["inherit", "ignore", "inherit"] });
    const results = JSON.parse(readFileSync(outputFile, "utf8"));
    // a file that could not even be loaded has no tests to count, and is a failure all the same
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    return { status: status ?? 1, passed: results.numPassedTests, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All suites; those that count what the machine can do in a second run after the others, with nothing beside them. */
async function runAll(args, prefix) {
  const runs =
    args.length > 0
      ? [runJest(args, prefix)]
      : [
          runJest(["--testPathIgnorePatterns", "/test/alone/", "/test/containers/"], prefix),
          runJest(["test/alone", "-i"], prefix),
          ...(await runContainers(prefix)),
        ];
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
  return runs.find(({ status }) => status !== 0)?.status ?? 0;
}

// Python starts some fifty times: each time it would compile anew what it may not keep, for 10 s.
delete process.env.PYTHONDONTWRITEBYTECODE;
try {
  checkNode();
  ensurePackages();
  ensureBuild();
  await ensurePythonEnvironments();
  await ensureSecondNode();
  await ensureTestBrowser();
  await ensureTestRedis();
  await ensureTestPromtool();
  await ensureTestPostgresql();
  process.exitCode = await runAll(process.argv.slice(2), await getPrefix());
} catch (error) {
  process.stderr.write(`storecast: ${error instanceof SetupError ? error.message : error.stack}\n`);
  process.stdout.write("0 passed, 1 failed\n");
  process.exitCode = 1;
}
