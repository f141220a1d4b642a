// Prometheus's own checker for the tests of alerts: `node scripts/promtool.mjs` installs it if there is none and prints where it is.
import { fileURLToPath } from "node:url";
import { ensureProgram } from "./ensure-program.mjs";

/** Path of a promtool. */
export function ensurePromtool() {
  return ensureProgram({
    what: "promtool",
    given: process.env.STORECAST_PROMTOOL,
    names: ["promtool"],
    packages: ["prometheus"],
    hint: "install Prometheus 2.42 or newer, or name its promtool in STORECAST_PROMTOOL",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(ensurePromtool());
