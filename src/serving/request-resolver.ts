import { makeWindowDays, type WindowDays } from "./day-plan.js";
import type { ResolvedRequest } from "./store-forecast.js";
import type { DateWindow, ForecastRequest } from "./types.js";
import { checkLevel, getToday, makeForecastWindow } from "./window.js";

interface KnownWindow {
  window: DateWindow;
  days: WindowDays;
}

/** Applies defaults to requests. What it works out for a window is kept for as long as others are not asked for more. */
export interface RequestResolver {
  /**
   * Takes requests of one moment; those for one window share it.
   *
   * @throws InvalidInputError for a wrong window or level, from what it returns
   */
  at(now: Date): (request: ForecastRequest) => ResolvedRequest;
}

/** Windows kept: one of 90 days has 200 kB if stores have 16 calendars. */
const MAX_WINDOWS = 30;

export function makeRequestResolver(): RequestResolver {
  const windows = new Map<string, KnownWindow>();

  function getWindow(window: DateWindow): KnownWindow {
    const key = `${window.from} ${window.to}`;
    const known = windows.get(key) ?? { window, days: makeWindowDays(window) };
    // The one asked for last goes last.
    windows.delete(key);
    windows.set(key, known);
    if (windows.size > MAX_WINDOWS) windows.delete(windows.keys().next().value ?? "");
    return known;
  }

  return {
    at(now) {
      const memo = new Map<string, KnownWindow>();
      let last: { from: unknown; to: unknown; timeZone: string; known: KnownWindow } | null = null;
      return ({ store, window: { from, to }, level }) => {
        checkLevel(level);
        const { timeZone } = store;
        // Most requests are for the window of the one before.
        if (last === null || last.from !== from || last.to !== to || last.timeZone !== timeZone) {
          const key = JSON.stringify([from, to, timeZone]);
          let known = memo.get(key);
          if (!known) {
            known = getWindow(makeForecastWindow({ from, to } as DateWindow, getToday(now, timeZone)));
            memo.set(key, known);
          }
          last = { from, to, timeZone, known };
        }
        const { window, days } = last.known;
        return { store, level, window, days };
      };
    },
  };
}
