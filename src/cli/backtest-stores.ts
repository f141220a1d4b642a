import { makePool } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import type { EvaluationStore } from "../evaluation/index.js";
import { dayOf, type Day } from "../model/day.js";
import type { PublicHoliday, Recipe } from "../model/index.js";
import { listPublicHolidays } from "../stores/calendar.js";
import { makeStoreCatalogue } from "../stores/catalogue.js";
import { makeSalesHistory } from "../stores/history.js";
import { loadRossmannHistories, type RossmannHistories } from "../stores/import/index.js";
import { makeRecipeBook } from "../training/recipe-book.js";
import { loadTrainingInput } from "../training/training-input.js";
import { getHolidayWindow } from "../training/training-series.js";
import { checkCodes, findStores, type StoreChoice } from "./choose-stores.js";
import type { Progress } from "./progress.js";
import { refuseBroken } from "./recipe-file.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";
import { withCommandServers } from "./servers.js";

/** What is evaluated. */
export interface BacktestInput {
  stores: EvaluationStore[];
  /** Last observed day, closed or not. */
  lastDay: Day;
}

/** The database's stores and the chain's recipe. Stores that were never open are left out. */
export async function loadFromDatabase(
  context: CommandContext,
  codes: string[],
  choice: StoreChoice,
  progress: Progress,
): Promise<BacktestInput & { recipe: Recipe }> {
  return await withCommandServers(context, { mlflow: false }, async ({ databaseUrl }) => {
    const pool = makePool({ url: databaseUrl, max: 2, logger: createCommandLogger(context, "backtest") });
    try {
      const chosen = await findStores(makeStoreCatalogue(pool), codes, choice);
      const lastDay = chosen.reduce<Day>((last, { dataThrough }) => maxDay(last, dataThrough ?? ""), "");
      const recipe = await refuseBroken("The chain's recipe is refused", () =>
        makeRecipeBook(pool).loadChainRecipe(),
      );
      const history = makeSalesHistory(pool);
      const stores: EvaluationStore[] = [];
      for (const [done, store] of chosen.entries()) {
        progress.update(done, chosen.length);
        if (store.dataThrough === null) continue;
        const { series, holidays } = await loadTrainingInput(history, store, store.dataThrough);
        stores.push({ code: store.code, series, holidays });
      }
      if (stores.length === 0) {
        throw new InvalidInputError("None of these stores has an observed day: import sales first.");
      }
      return { stores, lastDay, recipe };
    } finally {
      await pool.end();
    }
  });
}

/** The stores of a folder of Rossmann's files. Stores that were never open are left out. */
export async function loadFromRossmann(
  directory: string,
  codes: string[],
  { region }: StoreChoice,
  progress: Progress,
): Promise<BacktestInput> {
  const histories = await loadRossmannHistories(directory, (fraction) =>
    progress.update(Math.floor(fraction * 100), 100, "%"),
  );
  if (region === undefined)
    checkCodes(codes, histories.stores, `store.csv in ${directory} lists what there is`);
  const chosen = histories.stores.filter(
    ({ code, regionCode }) =>
      (codes.length === 0 || codes.includes(code)) && (region === undefined || region.includes(regionCode)),
  );
  if (chosen.length === 0) throw new InvalidInputError("No store matches.");
  return { stores: makeRossmannStores({ ...histories, stores: chosen }), lastDay: histories.lastDay };
}

/** A folder's stores with the public holidays of their states. */
export function makeRossmannStores({ stores, lastDay }: RossmannHistories): EvaluationStore[] {
  const traded = stores.filter(({ series }) => series.days.length > 0);
  const first = traded.reduce((earliest, { series }) => Math.min(earliest, series.days[0]!), Infinity);
  const calendars = new Map<string, PublicHoliday[]>();
  const listHolidays = (calendar: string) => {
    const known = calendars.get(calendar);
    if (known) return known;
    const { from, to } = getHolidayWindow(dayOf(first), lastDay);
    const listed = listPublicHolidays(calendar, from, to);
    calendars.set(calendar, listed);
    return listed;
  };
  return traded.map(({ code, series, holidayCalendar }) => ({
    code,
    series,
    holidays: listHolidays(holidayCalendar),
  }));
}

const maxDay = (one: Day, other: Day) => (one > other ? one : other);
