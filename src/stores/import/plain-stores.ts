import { InvalidInputError } from "../../errors.js";
import { checkHolidayCalendar } from "../calendar.js";
import type { Region } from "../types.js";
import type { CsvHeader } from "./csv-header.js";
import type { Column, CsvRow } from "./csv-row.js";
import type { ProblemList } from "./import-error.js";
import { loadStoreFile, type StoreForm } from "./store-file.js";
import { isTimeZone, type StorePatch } from "./store-record.js";

const REGION_CODE_LENGTH = 64;

/** Reads a stores file in the plain form. A cell that is blank tells nothing: what is known of the store stays. */
export async function loadPlainStores(path: string, problems: ProblemList): Promise<StorePatch[]> {
  return await loadStoreFile({ path, problems }, makeStoreForm);
}

function makeStoreForm(header: CsvHeader): StoreForm {
  const { store } = header.require("store");
  const name = header.find("name");
  const region = header.find("region");
  const regionName = header.find("region_name");
  const timeZone = header.find("time_zone");
  const calendar = header.find("holiday_calendar");
  const known = [store, name, region, regionName, timeZone, calendar];
  const others = header.columns.filter((column) => !known.includes(column));
  const regionNames = new Map<string, string>();
  return {
    store,
    readPatch: (row) => {
      const parts = [
        readPart(row, name, (column) => pack("name", row.readText(column))),
        readPart(row, region, (column) => pack("region", readRegion(row, column, regionName, regionNames))),
        readPart(row, timeZone, (column) => pack("timeZone", readTimeZone(row, column))),
        readPart(row, calendar, (column) => pack("holidayCalendar", readCalendar(row, column))),
        others.length > 0 ? pack("attributes", row.readAttributes(others)) : {},
      ];
      if (parts.includes(undefined)) return undefined;
      return Object.assign({}, ...parts) as Omit<StorePatch, "code">;
    },
  };
}

type Part = Partial<StorePatch> | undefined;

function readPart(row: CsvRow, column: Column | undefined, read: (column: Column) => Part): Part {
  return column && !row.isBlank(column) ? read(column) : {};
}

function pack<Key extends keyof StorePatch>(key: Key, value: StorePatch[Key] | undefined): Part {
  return value === undefined ? undefined : { [key]: value };
}

function readRegion(
  row: CsvRow,
  column: Column,
  nameColumn: Column | undefined,
  names: Map<string, string>,
): Region | undefined {
  const code = row.readText(column);
  const name = nameColumn ? row.readText(nameColumn) : "";
  if (code === undefined || name === undefined) return undefined;
  if (code.length > REGION_CODE_LENGTH) {
    return row.refuse(column, `must have at most ${REGION_CODE_LENGTH} characters`);
  }
  const earlier = names.get(code);
  if (nameColumn && name !== "" && earlier !== undefined && earlier !== name) {
    return row.refuse(nameColumn, `must be the name that region ${code} has further up, "${earlier}"`);
  }
  if (name !== "") names.set(code, name);
  return { code, name: names.get(code) ?? code };
}

function readTimeZone(row: CsvRow, column: Column): string | undefined {
  const zone = row.get(column);
  return isTimeZone(zone) ? zone : row.refuse(column, "must be an IANA time zone, such as Europe/Berlin");
}

function readCalendar(row: CsvRow, column: Column): string | undefined {
  const calendar = row.get(column);
  try {
    checkHolidayCalendar(calendar);
    return calendar;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return row.refuse(column, "must be a country and, if need be, a state, such as FR or DE-NW");
  }
}
