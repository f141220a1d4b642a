import { InvalidInputError } from "../../errors.js";

/** Problems that an error carries in full; the others are only counted. */
export const PROBLEMS_SHOWN = 20;

const VALUE_LENGTH = 80;

/** One thing that is wrong with a file. */
export interface ImportProblem {
  /** Name of the file, without its directory. */
  file: string;
  /** Line in the file, the header being 1; null when the file as a whole is at fault. */
  line: number | null;
  column: string | null;
  /** The value as it stands there, cut after 80 characters. */
  value: string | null;
  /** The rule that it breaks: `must be ...`. */
  rule: string;
}

function describe({ file, line, column, value, rule }: ImportProblem): string {
  const place = [
    file,
    line === null ? null : `line ${line}`,
    column === null ? null : `column ${column}`,
  ].filter((part) => part !== null);
  return `${place.join(", ")}: ${value === null ? "" : `"${value}" `}${rule}`;
}

/** Files that were refused. Nothing of them was stored. */
export class ImportError extends InvalidInputError {
  constructor(
    /** The first 20. */
    readonly problems: readonly ImportProblem[],
    /** All of them. */
    readonly problemCount: number,
    options?: { cause?: unknown },
  ) {
    const more = problemCount - problems.length;
    const count = problemCount === 1 ? "1 problem" : `${problemCount} problems`;
    const lines = [`Nothing was imported: ${count}.`, ...problems.map(describe)];
    if (more > 0) lines.push(`... and ${more} more.`);
    super(lines.join("\n"), undefined, options);
  }
}

/** Gathers the problems of one import. */
export class ProblemList {
  private readonly first: ImportProblem[] = [];
  private total = 0;

  get count(): number {
    return this.total;
  }

  add(problem: ImportProblem): void {
    this.total++;
    if (this.first.length >= PROBLEMS_SHOWN) return;
    const value = problem.value?.slice(0, VALUE_LENGTH) ?? null;
    this.first.push({ ...problem, value });
  }

  /** The error that tells all problems so far. */
  toError(cause?: unknown): ImportError {
    return new ImportError([...this.first], this.total, { cause });
  }

  /** @throws ImportError when there is any problem */
  throwIfAny(): void {
    if (this.total > 0) throw this.toError();
  }
}
