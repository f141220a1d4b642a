import { z } from "zod";
import { MlflowError } from "./mlflow-error.js";

/** An HTTP answer as it came. */
export interface RawAnswer {
  status: number;
  contentType: string;
  /** Its header; empty without one. */
  retryAfter: string;
  body: Buffer;
}

/** MLflow's own errors; its native routes answer `detail`. */
const Refusal = z.object({ error_code: z.string(), message: z.string().default("") });
const Detail = z.object({ detail: z.string() });

/** Long messages quote SQL with its values. */
const SHOWN_CHARACTERS = 200;
/** Statuses that a server or a proxy before it gives when the same call may succeed later. */
const BUSY = new Set([429, 502, 503, 504]);

/** An answer of the expected shape. Throws {@link MlflowError} for a refusal, and for what is not MLflow's answer. */
export function readJson<T>(call: string, answer: RawAnswer, shape: z.ZodType<T>): T {
  const text = answer.body.toString("utf8");
  const json = parseJson(text);
  if (answer.status >= 300) throw toRefusal(call, answer, text, json);
  if (json === undefined)
    throw wrongAnswer(call, answer, `${answer.contentType || "nothing"} instead of JSON`);
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw wrongAnswer(call, answer, `the wrong shape at "${issue?.path.join(".")}" (${issue?.message})`);
}

/** A line of plain text that matches. Throws {@link MlflowError} for a refusal, and for anything else. */
export function readText(call: string, answer: RawAnswer, pattern: RegExp): string {
  const text = readBytes(call, answer).toString("utf8").trim();
  if (pattern.test(text)) return text;
  throw wrongAnswer(call, answer, `${answer.contentType || "nothing"} that is not what was asked for`);
}

/** The bytes of a file. Throws {@link MlflowError} for a refusal. */
export function readBytes(call: string, answer: RawAnswer): Buffer {
  if (answer.status < 300) return answer.body;
  const text = answer.body.toString("utf8");
  throw toRefusal(call, answer, text, parseJson(text));
}

/** Undefined for what is not JSON: callers say what came instead. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function wrongAnswer(call: string, answer: RawAnswer, what: string): MlflowError {
  return new MlflowError(`MLflow answered ${call} with ${what}; is the address that of an MLflow server?`, {
    ...{ errorCode: "WRONG_ANSWER", status: answer.status, isRetryable: false },
  });
}

function toRefusal(call: string, answer: RawAnswer, text: string, json: unknown): MlflowError {
  const { status } = answer;
  const refusal = Refusal.safeParse(json);
  const errorCode = refusal.success ? refusal.data.error_code : `HTTP_${status}`;
  const reason = refusal.data?.message ?? Detail.safeParse(json).data?.detail ?? explain(status, text);
  // the pool of the server's database connections is exhausted: it says 400, and means 503
  const isRetryable = BUSY.has(status) || status >= 500 || /QueuePool limit/.test(text);
  return new MlflowError(`MLflow refused ${call} with ${errorCode}: ${shorten(reason)}`, {
    ...{ errorCode, status, isRetryable, reason },
    // servers and proxies give seconds; the other form, a date, would need their clock
    ...(/^\d+$/.test(answer.retryAfter) ? { retryAfterMs: 1_000 * Number(answer.retryAfter) } : {}),
  });
}

/** Reasons that come without a code: from the server's guard, from a proxy, from a login page. */
function explain(status: number, text: string): string {
  if (status === 401) return "it wants credentials; set MLFLOW_TRACKING_USERNAME and _PASSWORD, or _TOKEN";
  if (/Invalid Host header/.test(text)) {
    return "it does not know itself by this host name; add it, with the port, to its MLFLOW_SERVER_ALLOWED_HOSTS";
  }
  return /^\s*</.test(text) ? "a web page" : text.trim() || "no reason given";
}

function shorten(reason: string): string {
  const line = reason.split("\n", 1)[0]!.trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}
