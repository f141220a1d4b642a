import { join } from "node:path";

import { dayOf, type Day } from "../../model/day.js";
import type { Series } from "../../model/index.js";
import { findCsv, readCsv } from "./csv-file.js";
import { getEpochDay } from "./csv-row.js";
import { ProblemList } from "./import-error.js";
import { HOLIDAY_CALENDAR, loadRossmannStores, makeTrainForm } from "./rossmann.js";
import { SeenDays } from "./seen-days.js";
import { WHOLE_CHAIN } from "./store-record.js";

/** One store of a folder of Rossmann's files. */
export interface RossmannStore {
  code: string;
  /** `all` where the folder does not tell states. */
  regionCode: string;
  /** Such as `DE-NW`. */
  holidayCalendar: string;
  /** Open days in units, with `promo` and `school_holiday`. */
  series: Series;
}

/** A whole folder. */
export interface RossmannHistories {
  /** In the order of `store.csv`. */
  stores: RossmannStore[];
  /** Last observed day, closed or not. */
  lastDay: Day;
}

/** An open day: days since 1970-01-01, units, promo, school holiday. */
type OpenDay = [number, number, number, number];

/**
 * Reads the past of a folder of Rossmann's files without a database, by the rules of the import.
 *
 * @param directory has `train.csv` or `train.csv.gz` and `store.csv`; `store_states.csv` if there is one
 * @throws ImportError with the problems of the files; InvalidInputError when the directory cannot be read
 */
export async function loadRossmannHistories(
  directory: string,
  onProgress?: (fraction: number) => void,
): Promise<RossmannHistories> {
  const path = (await findCsv(directory, "train.csv")) ?? join(directory, "train.csv");
  const problems = new ProblemList();
  const stores = await loadRossmannStores(directory, problems);
  problems.throwIfAny();

  const indexes = new Map(stores.map(({ code }, index) => [code, index]));
  const seen = new SeenDays();
  const open = stores.map((): OpenDay[] => []);
  let last = -Infinity;
  const file = { path, problems, onProgress: (read: number, total: number) => onProgress?.(read / total) };
  const batches = readCsv(file, (header) => {
    const form = makeTrainForm(header);
    return (row): [number, OpenDay] | undefined => {
      const index = indexes.get(row.get(form.store));
      if (index === undefined) return row.refuse(form.store, "is an unknown store: it must be in store.csv");
      const day = row.readDay(form.day);
      const facts = day === undefined ? undefined : form.readFacts(row, day);
      if (day === undefined || facts === undefined) return undefined;
      const twin = seen.getLine(index, day);
      if (twin > 0) return row.refuse(form.day, `must stand only once for a store, and line ${twin} has it`);
      seen.setLine(index, day, row.line);
      const epoch = getEpochDay(day);
      last = Math.max(last, epoch);
      if (!facts.isOpen || facts.y === null) return undefined;
      return [index, [epoch, facts.y, facts.regressors["promo"]!, facts.regressors["school_holiday"]!]];
    };
  });
  for await (const batch of batches) for (const [index, day] of batch) open[index]!.push(day);
  problems.throwIfAny();
  return {
    stores: stores.map(({ code, region, holidayCalendar }, index) => ({
      code,
      regionCode: region?.code ?? WHOLE_CHAIN.code,
      holidayCalendar: holidayCalendar ?? HOLIDAY_CALENDAR,
      series: makeSeries(open[index]!),
    })),
    lastDay: dayOf(last),
  };
}

function makeSeries(days: OpenDay[]): Series {
  days.sort(([a], [b]) => a - b);
  const column = (i: number) => Float64Array.from(days, (day) => day[i]!);
  return {
    days: Int32Array.from(days, ([day]) => day),
    y: column(1),
    regressors: { promo: column(2), school_holiday: column(3) },
  };
}
