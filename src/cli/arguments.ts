import { InvalidInputError } from "../errors.js";

/** Parses a whole number of a command line option. */
export function parseWhole(option: string, from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) {
      throw new InvalidInputError(`${option} ${text} must be a whole number from ${from} to ${to}.`);
    }
    return value;
  };
}
