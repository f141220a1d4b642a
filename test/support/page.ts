import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "./browser.js";
import { findFreePort } from "./ports.js";
import { startProduct, type Product } from "./product.js";
import { startTrainedChain, type TrainedChain } from "./trained-chain.js";

/** The day after the chain's last sales. */
export const TODAY = "2015-08-01";
/** Longest wait for anything on the page, ms. */
const PATIENCE_MS = 15_000;

/** The page in a browser, and what went wrong in it. */
export interface OpenPage {
  page: Page;
  /** Of the API that serves it, such as `http://127.0.0.1:4000`. */
  origin: string;
  /** Errors in the console, scripts that threw, answers of 400 and above, requests to other hosts; empty if all is well. */
  faults: string[];
  /** Addresses of the scripts that were loaded so far. */
  scripts: string[];
  close(): Promise<void>;
}

/** The product's API on trained stores, and a browser. One a file: it takes about 15 s. */
export interface PageWorld {
  /** Such as `http://127.0.0.1:4000`. */
  url: string;
  /** PostgreSQL, MLflow and a worker: retrains that the page asks for are done. */
  chain: TrainedChain;
  /** Opens a place of the page in a profile of its own. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** Ends the API's process, as a crash would. */
  stopApi(): Promise<void>;
  /** Starts it again at the same address, if it was stopped. */
  startApi(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts real PostgreSQL, MLflow, a worker, the API as its own process, and Chromium.
 *
 * @param stores how many there are
 * @param trained how many of them, by code, have a champion; all by default
 */
export async function startPageWorld(stores: number, trained = stores): Promise<PageWorld> {
  const [chain, browser] = await Promise.all([startTrainedChain(stores), openBrowser()]);
  const home = await mkdtemp(join(tmpdir(), "storecast-page-"));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let api: Product | undefined;
  const stopApi = async () => {
    api?.signal("SIGKILL");
    await api?.exited;
    api = undefined;
  };
  const startApi = async () => {
    if (api) return;
    api = startProduct(["api"], {
      ...{ DATABASE_URL: chain.databaseUrl, MLFLOW_TRACKING_URI: chain.mlflowUrl, PORT: String(port) },
      ...{ STORECAST_HOME: home, STORECAST_TODAY: TODAY, LOG_LEVEL: "error" },
    });
    await api.waitFor(/GraphQL on/);
  };
  const close = async () => {
    await browser.close();
    await stopApi();
    await chain.stop();
    await rm(home, { recursive: true, force: true });
  };
  try {
    if (trained > 0) {
      await chain.train({ from: 0, to: trained, requestedBy: "storecast", trigger: "first training" });
    }
    await startApi();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    chain,
    stopApi,
    startApi,
    close,
    open: (path, options) => openPage(browser, url, path, options),
  };
}

/** Opens a place of the page in a profile of its own. @param origin such as `http://127.0.0.1:4000` */
export async function openPage(
  browser: Browser,
  origin: string,
  path: string,
  options?: BrowserContextOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({
    ...{ viewport: { width: 1_280, height: 800 }, locale: "en-US", reducedMotion: "reduce" },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  const scripts: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
    if (response.request().resourceType() === "script") scripts.push(response.url());
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`another host: ${request.url()}`);
  });
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) faults.push(`another host: ${socket.url()}`);
  });
  await page.goto(`${origin}${path}`);
  const close = async () => {
    // a page goes while something is asked, as a pulse: what a test's own routes still do for it is of no interest
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  };
  return { page, origin, faults, scripts, close };
}

/** Bytes of these files as gzip, together. */
export async function countGzipBytes(urls: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    urls.map(async (url) => {
      const response = await fetch(url, { headers: { "accept-encoding": "gzip" } });
      await response.body?.cancel();
      return Number(response.headers.get("content-length"));
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Cumulative layout shift since the page was opened: the share of the screen that moved, times how far. */
export async function measureShift(page: Page): Promise<number> {
  return await page.evaluate(`new Promise((tell) => {
    let sum = 0;
    new PerformanceObserver((shifts) => {
      for (const shift of shifts.getEntries()) sum += shift.value;
    }).observe({ type: "layout-shift", buffered: true });
    // what has happened already is told with the next frames
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => tell(sum), 0)));
  })`);
}
