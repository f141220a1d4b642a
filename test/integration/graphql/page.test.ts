import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";

const HTML = "<!doctype html><title>Storecast</title>";
const SCRIPT = "console.log('storecast');\n".repeat(100);
const AS_BROWSER = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

let folder: string;
let app: MemoryApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storecast-page-"));
  const assets = join(folder, "assets");
  await mkdir(assets);
  await writeFile(join(folder, "index.html"), HTML);
  await writeFile(join(assets, "index-1a2b.js"), SCRIPT);
  await writeFile(join(assets, "index-1a2b.js.br"), brotliCompressSync(SCRIPT));
  await writeFile(join(assets, "index-1a2b.js.gz"), gzipSync(SCRIPT));
  await writeFile(join(assets, "icon-3c4d.svg"), "<svg/>");
  app = await startMemoryApp(1, { pageFolder: folder });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers });

describe("the page's places", () => {
  test.each(["/", "/activity", "/compare", "/stores/262", "/stores/A%2F1", "/?stores=1,2"])(
    "%s is the page for a browser, asked for anew at each visit",
    async (path) => {
      const response = await get(path, AS_BROWSER);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(response.headers.get("vary")).toMatch(/accept(,|$)/);
      expect(await response.text()).toBe(HTML);
    },
  );

  test("a browser that has the page gets 304", async () => {
    const etag = (await get("/", AS_BROWSER)).headers.get("etag")!;
    const again = await get("/stores/1", {
      ...AS_BROWSER,
      "cache-control": "max-age=0",
      "if-none-match": etag,
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("a program gets an error that names the place of GraphQL", async () => {
    const response = await get("/", { accept: "*/*" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("GraphQL is at /graphql");
  });

  test("a place that the page does not have is no page", async () => {
    expect((await get("/nowhere", AS_BROWSER)).status).toBe(404);
    expect((await get("/stores", AS_BROWSER)).status).toBe(404);
  });

  test("GET /graphql is GraphiQL for a browser and GraphQL for a program", async () => {
    expect(await (await get("/graphql", AS_BROWSER)).text()).toMatch(/graphiql/i);
    const asked = await get("/graphql?query={fleet{stores}}", {
      accept: "application/json",
      "apollo-require-preflight": "1",
    });
    expect(await asked.json()).toEqual({ data: { fleet: { stores: 1 } } });
  });
});

describe("the page's files", () => {
  test.each([
    ["br, gzip", "br"],
    ["gzip", "gzip"],
    ["", null],
  ])(
    "for '%s' a script comes as it was compressed beforehand, and is kept for ever",
    async (accepted, coding) => {
      const response = await get("/assets/index-1a2b.js", { "accept-encoding": accepted });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-encoding")).toBe(coding);
      expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      const sizes = { br: brotliCompressSync(SCRIPT), gzip: gzipSync(SCRIPT) };
      const expected = coding === null ? SCRIPT.length : sizes[coding as keyof typeof sizes].length;
      expect(Number(response.headers.get("content-length"))).toBe(expected);
      expect(await response.text()).toBe(SCRIPT);
    },
  );

  test("HEAD has no body", async () => {
    const response = await fetch(`${app.url}/assets/icon-3c4d.svg`, { method: "HEAD" });
    expect(response.headers.get("content-type")).toBe("image/svg+xml");
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test.each(["/assets/gone.js", "/assets/..%2Findex.html", "/assets/index-1a2b.js.br"])(
    "there is nothing at %s",
    async (path) => expect((await get(path)).status).toBe(404),
  );

  test("the page is served on when its folder is gone", async () => {
    await rm(folder, { recursive: true });
    expect(await (await get("/assets/index-1a2b.js")).text()).toBe(SCRIPT);
    expect(await (await get("/", AS_BROWSER)).text()).toBe(HTML);
  });
});

test("where the page is not built, a browser is told how to build it", async () => {
  const bare = await startMemoryApp(1, { pageFolder: join(tmpdir(), "no-such-folder") });
  try {
    const response = await fetch(`${bare.url}/`, { headers: AS_BROWSER });
    expect(response.status).toBe(503);
    expect(await response.text()).toBe(
      "The page is not built: run `npm run build`, then start the API again. GraphQL is at /graphql.\n",
    );
  } finally {
    await bare.close();
  }
});
