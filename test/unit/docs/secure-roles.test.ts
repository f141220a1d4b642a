import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { authSettings } from "../../../src/config/auth.js";
import { ACCESS_RULES } from "../../../src/schema/access-rules.js";

const read = (name: string) => readFile(resolve(import.meta.dirname, "../../..", name), "utf8");

/** Fields that need just this role, in any order. */
function listFields(role: string): string[] {
  return Object.values(ACCESS_RULES).flatMap((rule) =>
    typeof rule === "string" ? [] : Object.keys(rule).filter((field) => rule[field] === role),
  );
}

test("the page on security names every field that needs more than reading, at its role", async () => {
  const text = await read("docs/secure.md");
  for (const role of ["planner", "operator"]) {
    const row = new RegExp(`^\\| \`${role}\` \\| (.*) \\|$`, "m").exec(text)?.[1] ?? "";
    const named = [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(listFields(role).sort());
  }
});

test("the page on security names every setting of sign-in", async () => {
  const text = await read("docs/secure.md");
  for (const name of Object.keys(authSettings)) expect(text).toContain(name);
});
