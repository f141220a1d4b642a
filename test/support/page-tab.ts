import type { BrowserContextOptions } from "playwright-core";
import type { OpenPage } from "./page.js";

/** As wide as a desk's screen, in light colours. */
const USUAL = { viewport: { width: 1_280, height: 800 }, colorScheme: "light" } as const;
/** A place of the same origin that has no scripts. */
const QUIET = "/health/live";

/** What a place is looked at with. */
export interface Screen {
  viewport?: { width: number; height: number };
  colorScheme?: "light" | "dark";
}

/** One tab, in which the tests of a room open their places one after the other. */
export interface Tab {
  /** What is open in it. */
  readonly open: OpenPage;
  /** Opens a place for a visitor of whom nothing is stored, but whose browser has loaded and compiled the page before. */
  visit(path: string, screen?: Screen): Promise<OpenPage>;
  /** Opens a place in a profile of its own, which lasts until the next visit. */
  visitAnew(path: string, options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

/** @param openPlace opens a place in a profile of its own */
export function makeTab(openPlace: Tab["visitAnew"]): Tab {
  let usual: OpenPage | undefined;
  let other: OpenPage | undefined;
  const closeOther = async () => {
    await other?.close();
    other = undefined;
  };
  return {
    get open() {
      const open = other ?? usual;
      if (!open) throw new Error("nothing was visited yet");
      return open;
    },
    async visit(path, screen) {
      const { viewport, colorScheme } = { ...USUAL, ...screen };
      await closeOther();
      if (!usual) return (usual = await openPlace(path, { viewport, colorScheme }));
      await leave(usual);
      await usual.page.setViewportSize(viewport);
      await usual.page.emulateMedia({ colorScheme });
      await usual.page.goto(`${usual.origin}${path}`);
      return usual;
    },
    async visitAnew(path, options) {
      await closeOther();
      return (other = await openPlace(path, options));
    },
    async close() {
      await closeOther();
      await usual?.close();
    },
  };
}

/** Leaves the place that is open, and all that the browser stores of it. */
async function leave({ page, faults, scripts, origin }: OpenPage): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  for (const further of page.context().pages()) if (further !== page) await further.close();
  await page.mouse.move(0, 0);
  await page.goto(`${origin}${QUIET}`);
  await page.evaluate("localStorage.clear(), sessionStorage.clear()");
  await page.context().clearCookies();
  faults.length = 0;
  scripts.length = 0;
}
