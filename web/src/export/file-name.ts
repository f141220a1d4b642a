import type { Day } from "../format/day.js";

/** More would not be read. */
const LONGEST = 60;

/**
 * A name that says what is in a file and of which day it is, such as `storecast-fleet-2015-08-01.csv`.
 *
 * @param what such as `["store", "262"]`; what no file system takes becomes a hyphen
 * @param day first day that the file forecasts
 * @param extension without its dot
 */
export function fileName(what: readonly string[], day: Day, extension: string): string {
  const words = what
    .join("-")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  const cut = [...words].slice(0, LONGEST).join("").replace(/-+$/, "");
  return `${["storecast", ...(cut === "" ? [] : [cut]), day].join("-")}.${extension}`;
}
