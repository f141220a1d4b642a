// Asks for known faults of the locked packages: `npm run audit`, before each release. Needs the advisories of npm and PyPI, hence the internet;
// and pip-audit (`pipx install pip-audit`). Ends with 1 for a fault that npm calls high or critical or pip-audit knows, and where one of the two cannot be asked.
import { spawnSync } from "node:child_process";
import { root } from "./prepare.mjs";

/** Says what was asked, and whether it went well. */
function ask(what, program, args) {
  process.stderr.write(`storecast: ${what} ...\n`);
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  if (error) process.stderr.write(`storecast: ${program} does not start: ${error.message}\n`);
  return status === 0;
}

const results = [
  ask("asking npm about package-lock.json", "npm", ["audit", "--audit-level=high"]),
  ...["mlflow/requirements.txt", "mlflow/requirements-s3.txt"].map((lock) =>
    ask(`asking PyPI about ${lock}`, "pip-audit", ["--no-deps", "--disable-pip", "-r", lock]),
  ),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
