import type { BrowserContextOptions, Page } from "playwright-core";
import { TODAY, type OpenPage, type PageWorld } from "./page.js";

const NOON = `${TODAY}T12:00:00.000Z`;
/** Instants differ from run to run: when a version was trained, when MLflow was seen. */
const INSTANT = /"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z"/g;

/** Letters of one family whatever the machine has: fonts-dejavu-core, which scripts/browser.mjs installs. */
const LETTERS = `
  :root { --font: "DejaVu Sans" !important; --font-code: "DejaVu Sans Mono" !important; }
  *, *::before, *::after { animation: none !important; transition: none !important; }
`;

/**
 * Opens a place of the page so that it looks the same on every machine and every day: one font, one clock, one time zone, no
 * motion; all instants that the API tells are noon of today.
 */
export async function openPinned(
  world: PageWorld,
  path: string,
  options: BrowserContextOptions,
): Promise<OpenPage> {
  const open = await world.open("/health/live", {
    ...{ timezoneId: "UTC", locale: "en-US", deviceScaleFactor: 1, reducedMotion: "reduce" },
    ...options,
  });
  await pin(open.page);
  await open.page.goto(`${world.url}${path}`);
  return open;
}

async function pin(page: Page): Promise<void> {
  await page.clock.setFixedTime(NOON);
  await page.addInitScript((css) => {
    const sheet = new (globalThis as unknown as Sheets).CSSStyleSheet();
    sheet.replaceSync(css);
    (globalThis as unknown as Sheets).document.adoptedStyleSheets = [sheet];
  }, LETTERS);
  await page.route("**/graphql", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(INSTANT, `"${NOON}"`);
    await route.fulfill({ response, body });
  });
}

/** What is used of a browser's globals, which tests on Node do not know. */
interface Sheets {
  CSSStyleSheet: new () => { replaceSync(css: string): void };
  document: { adoptedStyleSheets: unknown[] };
}
