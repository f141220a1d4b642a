import { InvalidInputError } from "../../errors.js";
import type { Region, Store } from "../types.js";

/** What an import says of a store. */
export type StoreRecord = Pick<Store, "code" | "name" | "attributes" | "timeZone" | "holidayCalendar"> & {
  region: Region;
};

/** Part of a store's record, as one file tells it; what it does not tell stays as it was. */
export type StorePatch = Pick<StoreRecord, "code"> & Partial<StoreRecord>;

/** Region of stores of which no file tells one. */
export const WHOLE_CHAIN: Region = { code: "all", name: "All stores" };

/** A store of which nothing but its code is known. */
export function makeStoreRecord(code: string, defaults: Partial<StoreRecord>): StoreRecord {
  return {
    name: `Store ${code}`,
    region: WHOLE_CHAIN,
    attributes: [],
    timeZone: "UTC",
    holidayCalendar: null,
    ...defaults,
    code,
  };
}

/** Whether the name is one of the IANA time zones. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @throws InvalidInputError naming the zone when there is no such */
export function checkTimeZone(name: string): void {
  if (isTimeZone(name)) return;
  throw new InvalidInputError(
    `Time zone "${name}" is not known: it must be a name of the IANA list, such as Europe/Berlin.`,
    "timeZone",
  );
}
