import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

import { chromium, type Browser } from "playwright-core";

/** Root has no sandbox; letters and colours are drawn alike on all machines; the rest keeps the browser from asking for hosts of its maker. */
const ARGUMENTS = [
  ...["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"],
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** Starts a headless Chromium with a profile of its own; installs it where there is none. */
export async function openBrowser(): Promise<Browser> {
  const script = resolve(import.meta.dirname, "../../scripts/browser.mjs");
  const executablePath = execFileSync(process.execPath, [script], { encoding: "utf8" });
  return await chromium.launch({ executablePath, args: ARGUMENTS });
}
