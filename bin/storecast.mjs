#!/usr/bin/env node
import { checkNode, ensureBuild, ensurePackages, SetupError } from "../scripts/prepare.mjs";

try {
  checkNode();
  ensurePackages();
  ensureBuild();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`storecast: ${error.message}\n`);
  process.exit(1);
}
await import("../dist/main.js");
