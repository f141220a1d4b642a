// A browser for the tests that look at pages: `node scripts/browser.mjs` installs Chromium if there is none and prints where it is.
import { fileURLToPath } from "node:url";
import { ensureProgram } from "./ensure-program.mjs";

/** Path of a Chromium, without windows where there is such a one: it takes a third of the work. Debian's package brings all its libraries. */
export function ensureBrowser() {
  return ensureProgram({
    what: "Chromium",
    given: process.env.STORECAST_CHROMIUM,
    names: [
      ...["chromium-headless-shell", "chrome-headless-shell"],
      ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    ],
    packages: ["chromium-headless-shell", "fonts-dejavu-core"],
    hint: "install Chromium or Chrome, or name one in STORECAST_CHROMIUM",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(ensureBrowser());
