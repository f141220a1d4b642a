import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { chooseLanguage, chooseLocale } from "../../../web/src/messages/language.js";

const FOLDER = resolve(import.meta.dirname, "../../../web/messages");
type Tree = { [key: string]: string | Tree };

const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Tree;
const flatten = (tree: Tree, path = ""): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${path}${key}`, value] as [string, string]]
      : flatten(value, `${path}${key}.`),
  );

/** Arguments that a message takes, with their kinds and, for those chosen by word, the words. */
function argumentsOf(elements: readonly MessageFormatElement[]): string[] {
  const found = elements.flatMap((element): string[] => {
    if (element.type === TYPE.argument) return [`${element.value}: value`];
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    const words = element.type === TYPE.plural ? "plural" : Object.keys(element.options).sort().join("|");
    const inside = Object.values(element.options).flatMap(({ value }) => argumentsOf(value));
    return [`${element.value}: ${words}`, ...inside];
  });
  return [...new Set(found)].sort();
}

const facts = (name: string) =>
  Object.fromEntries(flatten(read(name)).map(([key, text]) => [key, argumentsOf(parse(text))]));

describe("the files of messages", () => {
  const english = facts("en.json");
  const others = readdirSync(FOLDER).filter((name) => name !== "en.json");

  test.each(others)("%s has the messages of en.json, with the same arguments", (name) => {
    expect(facts(name)).toEqual(english);
  });

  test.each(["en.json", ...others])("%s leaves no message empty", (name) => {
    expect(flatten(read(name)).filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

describe("the language", () => {
  const there = ["de", "en"];

  test("is the one that was chosen before", () => {
    expect(chooseLanguage("de", ["en-GB"], there)).toBe("de");
  });

  test("is the first of the browser's that there is", () => {
    expect(chooseLanguage(null, ["fr-FR", "de-AT", "en"], there)).toBe("de");
    expect(chooseLanguage("xx", ["de"], there)).toBe("de");
  });

  test("is English where none of them is there", () => {
    expect(chooseLanguage(null, ["fr"], there)).toBe("en");
    expect(chooseLanguage(null, [], there)).toBe("en");
  });

  test("figures are written as in the browser's country, if it is of that language", () => {
    expect(chooseLocale("de", ["en-GB", "de-AT"])).toBe("de-AT");
    expect(chooseLocale("de", ["en-GB"])).toBe("de");
  });
});
