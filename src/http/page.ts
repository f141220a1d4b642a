import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { Router, type RequestHandler } from "express";
import { Answer } from "./answer.js";
import { sendAnswer } from "./send-answer.js";
import { wantsHtml } from "./wants-html.js";

/** Places of the page; it finds the room by the address itself. */
const PLACES = ["/", "/activity", "/callback", "/compare", "/stores/:code"];

const NOT_BUILT =
  "The page is not built: run `npm run build`, then start the API again. GraphQL is at /graphql.\n";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page as it was built, in memory: a newer build may take the folder's place while this one is served. */
export interface PageFiles {
  index: Answer;
  /** By name below `/assets/`. */
  assets: ReadonlyMap<string, Answer>;
}

/**
 * Reads a built page, with what was compressed beforehand.
 *
 * @param folder where `npm run build` put it
 * @returns null where there is none
 */
export async function loadPage(folder: string): Promise<PageFiles | null> {
  const names = await readdir(join(folder, "assets")).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!names) return null;
  const listed = new Set(names);
  const plain = names.filter((name) => extname(name) in TYPES);
  const assets = await Promise.all(
    plain.map(async (name): Promise<[string, Answer]> => [
      name,
      await loadFile(join(folder, "assets"), name, listed),
    ]),
  );
  const index = await loadFile(folder, "index.html", new Set(await readdir(folder)));
  return { index, assets: new Map(assets) };
}

async function loadFile(folder: string, name: string, listed: ReadonlySet<string>): Promise<Answer> {
  const load = (suffix: string) => readFile(join(folder, `${name}${suffix}`));
  const answer = new Answer(TYPES[extname(name)] ?? "application/octet-stream", await load(""));
  if (listed.has(`${name}.br`)) answer.keep("br", await load(".br"));
  if (listed.has(`${name}.gz`)) answer.keep("gzip", await load(".gz"));
  return answer;
}

/**
 * The planner's page and its files; says how to build it where there is none.
 *
 * @param policy what browsers let the page do, as `content-security-policy`
 */
export function page(files: PageFiles | null, policy: string): Router {
  const servePlace: RequestHandler = async (request, response, next) => {
    if (!wantsHtml(request)) {
      next();
      return;
    }
    if (!files) {
      response.writeHead(503, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
      response.end(NOT_BUILT);
      return;
    }
    const headers = { "content-security-policy": policy };
    await sendAnswer(request, response, files.index, { headers, cacheControl: "no-cache", vary: "accept" });
  };
  const serveAsset: RequestHandler<{ name: string }> = async (request, response, next) => {
    const asset = files?.assets.get(request.params.name);
    if (!asset) {
      next();
      return;
    }
    // the name holds a digest of what is inside
    await sendAnswer(request, response, asset, { cacheControl: "public, max-age=31536000, immutable" });
  };
  return Router().get(PLACES, servePlace).get("/assets/:name", serveAsset);
}
