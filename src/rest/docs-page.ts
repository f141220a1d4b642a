import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Router, type RequestHandler } from "express";
import { Answer } from "../http/answer.js";
import { sendAnswer } from "../http/send-answer.js";

/** The page's scripts are files, so that none need be allowed within it; Swagger UI sets styles of elements itself. */
export const DOCS_CSP = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'"],
  ...["img-src 'self' data:", "connect-src 'self'", "font-src 'self'", "base-uri 'none'"],
  ...["form-action 'none'", "frame-ancestors 'none'"],
].join("; ");

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Storecast REST</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
</head>
<body>
<div id="page"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/initializer.js"></script>
</body>
</html>
`;

const INITIALIZER = `SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#page",
  validatorUrl: null,
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
});
`;

const SCRIPT = "text/javascript; charset=utf-8";

/** Files of Swagger UI that the page asks for, and their types. */
const LIBRARY_FILES: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": SCRIPT,
  "favicon-32x32.png": "image/png",
};

/**
 * The page to try REST, at `/docs`; it asks no other host for anything. Its files, 1.7 MB, are read at their first use.
 *
 * @param onlyGet refuses other methods
 */
export function docsPage(onlyGet: RequestHandler): Router {
  const library = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const page = new Answer("text/html; charset=utf-8", Buffer.from(PAGE));
  const files = new Map<string, Promise<Answer>>([
    ["initializer.js", Promise.resolve(new Answer(SCRIPT, Buffer.from(INITIALIZER)))],
  ]);

  function loadFile(name: string): Promise<Answer> | undefined {
    const known = files.get(name);
    const type = Object.hasOwn(LIBRARY_FILES, name) ? LIBRARY_FILES[name] : undefined;
    if (known || type === undefined) return known;
    const file = readFile(join(library, name)).then((body) => new Answer(type, body));
    files.set(name, file);
    return file;
  }

  const servePage: RequestHandler = async (request, response) => {
    response.setHeader("content-security-policy", DOCS_CSP);
    await sendAnswer(request, response, page, { cacheControl: "no-cache" });
  };
  const serveFile: RequestHandler<{ name: string }> = async (request, response, next) => {
    const file = await loadFile(request.params.name);
    if (file) await sendAnswer(request, response, file, { cacheControl: "no-cache" });
    else next("route");
  };
  const router = Router({ strict: true });
  router.route("/docs").get(servePage).all(onlyGet);
  router.route("/docs/:name").get(serveFile).all(onlyGet);
  return router;
}
