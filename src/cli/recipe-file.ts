import { readFile } from "node:fs/promises";

import { InvalidInputError } from "../errors.js";
import { ModelError, parseRecipe, type Recipe } from "../model/index.js";

/**
 * Reads a recipe from a file.
 *
 * @throws InvalidInputError naming the file, and the field at fault
 */
export async function readRecipeFile(path: string): Promise<Recipe> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new InvalidInputError(
      `Recipe file ${path} cannot be read: ${(cause as Error).message}.`,
      "recipe",
      {
        cause,
      },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`Recipe file ${path} is not JSON: ${(cause as Error).message}.`, "recipe", {
      cause,
    });
  }
  return await refuseBroken(`Recipe file ${path} is refused`, () => parseRecipe(value));
}

/**
 * Does what may find a recipe broken.
 *
 * @throws InvalidInputError with what was done and the field at fault
 */
export async function refuseBroken<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new InvalidInputError(`${what}: ${cause.message}`, "recipe", { cause });
  }
}
