import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Holiday, ModelParams, Series } from "../src/model/index.js";
import { ensureClientPython } from "../test/support/mlflow.js";

/** What Python's Prophet is to fit: all regressors of the series, with Prophet's own options. */
export interface ProphetRequest {
  series: Series;
  options: Record<string, number | string | boolean>;
  holidays: readonly Holiday[];
  /** Whether Stan is to give its parameters with all their digits, which takes Python longer than its usual eight. */
  allDigits: boolean;
}

/** Where Stan stopped, and what it took Python: the whole of `fit`, and `predict` for the 7 days that follow. */
export interface ProphetAnswer {
  fitMs: number;
  predictMs: number;
  params: ModelParams & { logPosterior: number };
}

/** Has the real Prophet fit these, one after the other, in one process. */
export async function fitInPython(requests: readonly ProphetRequest[]): Promise<ProphetAnswer[]> {
  const python = await ensureClientPython();
  const child = spawn(python, [resolve(import.meta.dirname, "prophet-fits.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(requests.map(writeRequest).join(""));
  const answers: ProphetAnswer[] = [];
  for await (const line of createInterface(child.stdout)) {
    const { params, ...times } = JSON.parse(line) as ProphetAnswer & {
      params: { delta: number[]; beta: number[] };
    };
    const { delta, beta } = params;
    answers.push({
      ...times,
      params: { ...params, delta: Float64Array.from(delta), beta: Float64Array.from(beta) },
    });
  }
  if (answers.length < requests.length)
    throw new Error(`Python answered ${answers.length} of ${requests.length}`);
  return answers;
}

function writeRequest({ series, options, holidays, allDigits }: ProphetRequest): string {
  const rows = holidays.flatMap(({ name, days, lowerWindow, upperWindow, priorScale = 10 }) =>
    days.map((ds) => ({
      ...{ holiday: name, ds, lower_window: lowerWindow, upper_window: upperWindow, prior_scale: priorScale },
    })),
  );
  const regressors = Object.fromEntries(
    Object.entries(series.regressors).map(([name, values]) => [name, [...values]]),
  );
  return `${JSON.stringify({ days: [...series.days], y: [...series.y], regressors, options, allDigits, holidays: rows })}\n`;
}
