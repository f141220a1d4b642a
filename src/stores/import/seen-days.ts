import { epochDay, type Day } from "../../model/day.js";
import { FIRST_DAY, getEpochDay } from "./csv-row.js";

const ORIGIN = epochDay(FIRST_DAY);
const CHUNK_DAYS = 256;
/** Enough for every day that a file may speak of. */
const CHUNKS_PER_STORE = 512;

/** Line of each (store, day) that a file has told: four bytes a row where days lie close together. */
export class SeenDays {
  private readonly chunks = new Map<number, Int32Array>();

  /** Line that has told this day; 0 when none has. */
  getLine(storeIndex: number, day: Day): number {
    const { key, offset } = locate(storeIndex, day);
    return this.chunks.get(key)?.[offset] ?? 0;
  }

  setLine(storeIndex: number, day: Day, line: number): void {
    const { key, offset } = locate(storeIndex, day);
    let chunk = this.chunks.get(key);
    if (!chunk) {
      chunk = new Int32Array(CHUNK_DAYS);
      this.chunks.set(key, chunk);
    }
    chunk[offset] = line;
  }
}

function locate(storeIndex: number, day: Day): { key: number; offset: number } {
  const index = getEpochDay(day) - ORIGIN;
  const offset = index % CHUNK_DAYS;
  return { key: storeIndex * CHUNKS_PER_STORE + (index - offset) / CHUNK_DAYS, offset };
}
