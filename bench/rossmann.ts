import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { epochDay } from "../src/model/day.js";
import type { Series } from "../src/model/index.js";

/** One store of the Kaggle set: its trading days with sales, and where it is. */
export interface RossmannStore {
  code: number;
  /** Calendar of public holidays, such as `DE-NW`. */
  holidayCalendar: string;
  /** Regressors `promo` and `school_holiday`. */
  series: Series;
}

/** Bremen and Lower Saxony share one entry; their holidays of those years were the same. */
const STATES: Record<string, string> = { HBNI: "NI" };

/**
 * Reads `train.csv.gz` and `store_states.csv` of a folder.
 *
 * @param dir folder with the files, never part of the repository
 */
export async function loadRossmann(dir: string): Promise<RossmannStore[]> {
  const states = new Map<number, string>();
  const statesFile = createReadStream(join(dir, "store_states.csv")).pipe(parse({ from_line: 2 }));
  for await (const [store, state] of statesFile as AsyncIterable<string[]>) {
    states.set(Number(store), `DE-${STATES[state!] ?? state}`);
  }

  const rows = new Map<number, number[][]>();
  const epochs = new Map<string, number>();
  const train = createReadStream(join(dir, "train.csv.gz"))
    .pipe(createGunzip())
    .pipe(parse({ from_line: 2 }));
  for await (const [store, , date, sales, , open, promo, , school] of train as AsyncIterable<string[]>) {
    if (open !== "1" || sales === "0") continue;
    let day = epochs.get(date!);
    if (day === undefined) epochs.set(date!, (day = epochDay(date!)));
    const code = Number(store);
    let own = rows.get(code);
    if (!own) rows.set(code, (own = []));
    own.push([day, Number(sales), Number(promo), Number(school)]);
  }

  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([code, own]) => {
      own.sort((a, b) => a[0]! - b[0]!);
      const column = (i: number) => Float64Array.from(own, (row) => row[i]!);
      return {
        code,
        holidayCalendar: states.get(code)!,
        series: {
          days: Int32Array.from(own, (row) => row[0]!),
          y: column(1),
          regressors: { promo: column(2), school_holiday: column(3) },
        },
      };
    });
}
