import { epochDay, isDay, type Day } from "../../model/day.js";
import { isStoreCode } from "../store-code.js";
import type { ProblemList } from "./import-error.js";

/** A column of a file: its name and where it stands. */
export interface Column {
  name: string;
  index: number;
}

/** First and last day that a file may tell. */
export const FIRST_DAY = "1900-01-01";
const LAST_DAY = "2199-12-31";

const NUMBER_PATTERN = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
/** Control characters, and what stands for bytes that are not UTF-8. */
const UNPRINTABLE_PATTERN = /[\p{Cc}\uFFFD]/u;
const TEXT_LENGTH = 200;

const FLAGS = new Map([
  ["1", true],
  ["true", true],
  ["0", false],
  ["false", false],
]);

/** Days since 1970 of the days that were checked: files repeat them thousands of times. */
const checkedDays = new Map<Day, number>();

/** {@link epochDay}, remembered for days that a row has told. */
export function getEpochDay(day: Day): number {
  return checkedDays.get(day) ?? epochDay(day);
}

/**
 * The row in hand of one file, and the rules its cells are read by. A reader answers undefined when it has refused the
 * cell; the refusal is then in the list of problems with line, column, value and rule.
 */
export class CsvRow {
  line = 1;
  cells: readonly string[] = [];

  constructor(
    readonly file: string,
    private readonly problems: ProblemList,
  ) {}

  /** The cell as it stands. */
  get(column: Column): string {
    return this.cells[column.index] ?? "";
  }

  isBlank(column: Column): boolean {
    return this.get(column) === "";
  }

  /** Notes that the cell breaks a rule. */
  refuse(column: Column, rule: string): undefined {
    const { file, line } = this;
    this.problems.add({ file, line, column: column.name, value: this.get(column), rule });
    return undefined;
  }

  /** Notes that the row as a whole breaks a rule. */
  refuseRow(rule: string): undefined {
    this.problems.add({ file: this.file, line: this.line, column: null, value: null, rule });
    return undefined;
  }

  readDay(column: Column): Day | undefined {
    const text = this.get(column);
    if (checkedDays.has(text)) return text;
    if (!isDay(text)) return this.refuse(column, "must be a day of the calendar, YYYY-MM-DD");
    if (text < FIRST_DAY || text > LAST_DAY) {
      return this.refuse(column, `must be a day from ${FIRST_DAY} to ${LAST_DAY}`);
    }
    checkedDays.set(text, epochDay(text));
    return text;
  }

  readStoreCode(column: Column): string | undefined {
    const text = this.get(column);
    if (isStoreCode(text)) return text;
    return this.refuse(column, "must be 1 to 64 letters, digits, dots, dashes or underscores");
  }

  readNumber(column: Column): number | undefined {
    const text = this.get(column);
    const value = Number(text);
    if (NUMBER_PATTERN.test(text) && Number.isFinite(value)) return value;
    return this.refuse(column, "must be a number with a decimal point and no other signs, such as 1234.5");
  }

  /** A number; true and false are 1 and 0. */
  readRegressor(column: Column): number | undefined {
    const flag = FLAGS.get(this.get(column).toLowerCase());
    return flag === undefined ? this.readNumber(column) : Number(flag);
  }

  readSales(column: Column): number | undefined {
    const value = this.readNumber(column);
    if (value === undefined) return undefined;
    return value >= 0 ? value : this.refuse(column, "must not be negative");
  }

  readFlag(column: Column): boolean | undefined {
    const flag = FLAGS.get(this.get(column).toLowerCase());
    return flag ?? this.refuse(column, "must be 0 or 1, false or true");
  }

  /** A name for people to read; blank is allowed. */
  readText(column: Column): string | undefined {
    const text = this.get(column).trim();
    if (text.length > TEXT_LENGTH) return this.refuse(column, `must have at most ${TEXT_LENGTH} characters`);
    if (UNPRINTABLE_PATTERN.test(text)) {
      return this.refuse(column, "must be printable text in UTF-8");
    }
    return text;
  }

  /** The cells of these columns that are not blank, by name. */
  readAttributes(columns: readonly Column[]): { name: string; value: string }[] | undefined {
    const values = columns.map((column) => ({ name: column.name, value: this.readText(column) }));
    if (values.some(({ value }) => value === undefined)) return undefined;
    return values.flatMap(({ name, value }) => (value ? [{ name, value }] : []));
  }
}
