import { readFile, writeFile } from "node:fs/promises";
import { lexicographicSortSchema, printSchema } from "graphql";
import { createExecutableSchema } from "../src/resolvers/executable-schema.js";

/** Prints the schema to schema.graphql; with --check only says whether the file is what would be printed. */
const file = new URL("../schema.graphql", import.meta.url);
const printed = `${printSchema(lexicographicSortSchema(await createExecutableSchema()))}\n`;

if (process.argv.includes("--check")) {
  if ((await readFile(file, "utf8")) !== printed) {
    console.error(
      "schema.graphql differs from the classes in src/schema; run `npx tsx scripts/print-schema.ts`.",
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(file, printed);
}
