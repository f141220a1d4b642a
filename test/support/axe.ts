import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

interface AxeResults {
  violations: {
    id: string;
    impact: string | null;
    help: string;
    nodes: { html: string; target: string[] }[];
  }[];
}

const GRAVE: readonly (string | null)[] = ["serious", "critical"];
/** Of all rules, those that look at colours: what the others find is the same in light and dark. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/**
 * Lets axe look at the page as it is now.
 *
 * @throws Error that lists what it finds serious or critical
 */
export async function expectAccessible(page: Page): Promise<void> {
  await runAxe(page, {});
}

/**
 * Lets axe look at the page in light colours, and at its colours once more in dark ones, in which it is left.
 *
 * @throws Error that lists what it finds serious or critical
 */
export async function expectAccessibleInAllColours(page: Page): Promise<void> {
  await showIn(page, "light");
  await runAxe(page, {});
  await showIn(page, "dark");
  await runAxe(page, { runOnly: COLOUR_RULES });
}

/** Colours change over a millisecond, in whose middle nothing can be read. */
async function showIn(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(
    "new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(shown, 5))))",
  );
}

async function runAxe(page: Page, options: object): Promise<void> {
  // a page that was looked at before has it still
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(await readAxe());
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({ resultTypes: ["violations"], ...options })})`,
  );
  const grave = violations.filter(({ impact }) => GRAVE.includes(impact));
  if (grave.length === 0) return;
  const told = grave.map(({ id, impact, help, nodes }) =>
    [`${impact}: ${help} (${id})`, ...nodes.slice(0, 3).map(({ html }) => `    ${html}`)].join("\n"),
  );
  throw new Error(`axe finds on ${page.url()}:\n${told.join("\n")}`);
}

function readAxe(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
}
