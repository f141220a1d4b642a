import { readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";
import { createExecutableSchema } from "../src/resolvers/executable-schema.js";
import { makeOpenApi } from "../src/rest/openapi.js";
import { createRoutes } from "../src/rest/route-table.js";
import { VERSION } from "../src/version.js";

/** Prints the schema to schema.graphql and REST to openapi.json; with --check only says whether the files are what would be printed. */
const schema = await createExecutableSchema();
const document = makeOpenApi(createRoutes({ checks: {} }), VERSION);
const printed = {
  "schema.graphql": `${printSchema(lexicographicSortSchema(schema))}\n`,
  "openapi.json": `${JSON.stringify(document, null, 2)}\n`,
};

for (const [name, text] of Object.entries(printed)) {
  const file = new URL(`../${name}`, import.meta.url);
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
    console.error(`${name} differs from the classes and routes in src; run \`npm run schema\`.`);
    process.exitCode = 1;
  }
}
