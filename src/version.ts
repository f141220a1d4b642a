import { readFileSync } from "node:fs";
import { join } from "node:path";
import { INSTALLATION } from "./config.js";

/** Version of this product, as its package says. */
export const VERSION = (
  JSON.parse(readFileSync(join(INSTALLATION, "package.json"), "utf8")) as { version: string }
).version;
