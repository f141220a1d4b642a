import type { Page } from "playwright-core";
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
 * Opens a tab in which each place of the page looks the same on every machine and every day: one font, one clock, one time zone,
 * no motion; all instants that the API tells are noon of today. What it shows at first is not the page.
 */
export async function openPinned(world: PageWorld): Promise<OpenPage> {
  const options = {
    timezoneId: "UTC",
    locale: "en-US",
    deviceScaleFactor: 1,
    reducedMotion: "reduce",
  } as const;
  const open = await world.open("/health/live", options);
  await pin(open.page);
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
