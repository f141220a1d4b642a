// Lists what the product consists of, as CycloneDX: `npm run sbom` writes dist/sbom/storecast.cdx.json and dist/sbom/mlflow.cdx.json, out of
// the locks. The images carry the same, of what is installed in them.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { root, SetupError } from "./prepare.mjs";

const CYCLONEDX = join(root, "test/deploy-tools/.venv/bin/cyclonedx-py");

function run(program, args, { input, cwd = root } = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    input,
    maxBuffer: 256 * 2 ** 20,
  });
  if (error || status !== 0) throw new SetupError(`${program} failed: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

/** Packages of the API and the worker. */
export function listNodePackages() {
  const folder = mkdtempSync(join(tmpdir(), "storecast-sbom-"));
  try {
    // npm's --omit=dev leaves out what the product shares with its tests, so these are taken away before
    for (const name of ["package.json", "package-lock.json"]) {
      const content = JSON.parse(readFileSync(join(root, name), "utf8"));
      delete (content.packages?.[""] ?? content).devDependencies;
      for (const [path, { dev }] of Object.entries(content.packages ?? {}))
        if (dev) delete content.packages[path];
      writeFileSync(join(folder, name), JSON.stringify(content));
    }
    return run("npm", ["sbom", "--sbom-format=cyclonedx", "--omit=optional", "--package-lock-only"], {
      cwd: folder,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Packages of MLflow's image. */
export function listPythonPackages() {
  const locks = ["mlflow/requirements.txt", "mlflow/requirements-s3.txt"];
  const pins = run("cat", locks).split("\n");
  // both have what the two share; cyclonedx-py would list it twice
  const lock = [...new Set(pins)].join("\n");
  return run(CYCLONEDX, ["requirements", "-", "--output-reproducible", "--output-format", "JSON"], {
    input: lock,
  });
}

/** Writes both lists into a folder. */
export function writeLists(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "storecast.cdx.json"), listNodePackages());
  writeFileSync(join(folder, "mlflow.cdx.json"), listPythonPackages());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ensureDeploymentTools } = await import("./deployment-tools.mjs");
  await ensureDeploymentTools();
  const folder = resolve(process.argv[2] ?? join(root, "dist/sbom"));
  writeLists(folder);
  process.stdout.write(`${folder}\n`);
}
