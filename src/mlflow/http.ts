import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import axios, { type AxiosInstance } from "axios";
import type { z } from "zod";
import { readBytes, readJson, readText, type RawAnswer } from "./answer.js";
import { getErrorCode, getErrorMessage } from "./error-facts.js";
import { MlflowError } from "./mlflow-error.js";
import { readTlsOptions, type MlflowTls } from "./tls.js";

/** One attempt at one call, for logs, metrics and call budgets. */
export interface MlflowCall {
  method: string;
  /** Path without the query. */
  path: string;
  /** Null if there was no answer. */
  status: number | null;
  ms: number;
}

/** Stands around one attempt at one call. */
export interface CallWatch {
  /** Sent with it, such as the trace that it belongs to. */
  headers: Readonly<Record<string, string>>;
  end(call: MlflowCall): void;
}

/** Is told when an attempt begins. */
export type WatchCall = (call: Pick<MlflowCall, "method" | "path">) => CallWatch;

/** Credentials as MLflow's own clients read them: a user name with its password goes before a token. */
export interface MlflowCredentials {
  username?: string;
  password?: string;
  token?: string;
}

/** How to reach an MLflow server. */
export interface MlflowHttpOptions {
  /** Tracking URI: `http://127.0.0.1:5000`, `https://user:password@mlflow.example/prefix`. */
  url: string;
  credentials?: MlflowCredentials;
  /** For `https:`; the authorities that Node.js knows by default. */
  tls?: MlflowTls;
  /** Silence after which a call is given up; 30,000 by default. */
  timeoutMs?: number;
  /** Attempts at a call that may be repeated; 4 by default, over about 1.4 s. */
  maxAttempts?: number;
  /** Connections, hence calls, at once; 12 by default. Other calls wait for one. */
  maxConnections?: number;
  /** Source of jitter, [0, 1). */
  random: () => number;
  /** Is told of every attempt. */
  onCall?: (call: MlflowCall) => void;
  /** Watches every attempt from its beginning. */
  watchCall?: WatchCall;
}

/** A call whose answer is JSON. */
export interface JsonCall<T> {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  /** Lists become repeated keys. */
  query?: Record<string, string | number | readonly string[] | undefined>;
  body?: unknown;
  answer: z.ZodType<T>;
  /** False for a create that would leave two of a kind: then it is repeated only if it cannot have arrived. */
  isRepeatable?: boolean;
}

/** Calls to one MLflow server. All throw {@link MlflowError}. */
export interface MlflowHttp {
  sendJson<T>(call: JsonCall<T>): Promise<T>;
  /** A line of plain text that matches the pattern. */
  getText(path: string, pattern: RegExp): Promise<string>;
  getBytes(path: string): Promise<Buffer>;
  putBytes(path: string, body: Buffer): Promise<void>;
}

interface Attempt {
  method: string;
  path: string;
  query?: JsonCall<unknown>["query"];
  body?: unknown;
}

const RETRY_BASE_MS = 200;
/** Longest pause that a server's Retry-After is followed for; a job that fails meanwhile is tried again anyhow. */
const LONGEST_PAUSE_MS = 10_000;
/** Longest answer, unpacked: a page of versions has 20 MB, a file of a thousand models half of it. */
const LONGEST_ANSWER_BYTES = 256_000_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** The server was not reached, so that nothing can have happened. */
const NOT_REACHED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** The connection broke: whatever was asked may have happened. */
const BROKEN = new Set(["ECONNRESET", "EPIPE", "ERR_SOCKET_CLOSED"]);
/** OpenSSL's words for a certificate that nobody we know vouches for, or that is for another host. */
const UNTRUSTED = /CERT|SIGNATURE|ISSUER/;

/** A client that keeps its connections, repeats what may be repeated, and checks every answer. */
export function makeMlflowHttp(options: MlflowHttpOptions): MlflowHttp {
  const { url, headers } = readAddress(options);
  const client = makeAxios(url, headers, options);
  const maxAttempts = options.maxAttempts ?? 4;

  async function attempt(call: Attempt): Promise<RawAnswer> {
    const watch = options.watchCall?.(call);
    const started = performance.now();
    let status: number | null = null;
    try {
      const response = await client.request<Buffer>({
        method: call.method,
        headers: { ...watch?.headers },
        url: call.path,
        params: call.query,
        data: call.body,
      });
      status = response.status;
      const contentType = String(response.headers["content-type"] ?? "");
      const retryAfter = String(response.headers["retry-after"] ?? "");
      return { status, contentType, retryAfter, body: response.data };
    } catch (error) {
      throw toNoAnswer(error, url);
    } finally {
      const { method, path } = call;
      const done = { method, path, status, ms: performance.now() - started };
      options.onCall?.(done);
      watch?.end(done);
    }
  }

  async function send<T>(call: Attempt, isRepeatable: boolean, read: (answer: RawAnswer) => T): Promise<T> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return read(await attempt(call));
      } catch (error) {
        if (attempts >= maxAttempts || !mayRepeat(error, isRepeatable)) throw error;
        const pauseMs = RETRY_BASE_MS * 2 ** (attempts - 1) * (0.5 + options.random() / 2);
        await delay(Math.max(pauseMs, getAskedPause(error)));
      }
    }
  }

  return {
    sendJson: (call) => {
      const name = `${call.method} ${call.path}`;
      return send(call, call.isRepeatable ?? true, (answer) => readJson(name, answer, call.answer));
    },
    getText: (path, pattern) =>
      send({ method: "GET", path }, true, (answer) => readText(`GET ${path}`, answer, pattern)),
    getBytes: (path) => send({ method: "GET", path }, true, (answer) => readBytes(`GET ${path}`, answer)),
    putBytes: (path, body) =>
      send({ method: "PUT", path, body }, true, (answer) => void readBytes(`PUT ${path}`, answer)),
  };
}

/** Splits credentials off the URL, which is shown in messages. */
function readAddress(options: MlflowHttpOptions): { url: string; headers: Record<string, string> } {
  const url = new URL(options.url);
  const { token } = options.credentials ?? {};
  const username = options.credentials?.username ?? decodeURIComponent(url.username);
  const password = options.credentials?.password ?? decodeURIComponent(url.password);
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  const authorization = username && password ? `Basic ${basic}` : token ? `Bearer ${token}` : null;
  return {
    url: url.href.replace(/\/+$/, ""),
    headers: authorization === null ? {} : { Authorization: authorization },
  };
}

function makeAxios(url: string, headers: Record<string, string>, options: MlflowHttpOptions): AxiosInstance {
  const agentOptions = { keepAlive: true, maxSockets: options.maxConnections ?? 12 };
  return axios.create({
    baseURL: url,
    headers,
    timeout: options.timeoutMs ?? 30_000,
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent({ ...agentOptions, ...readTlsOptions(options.tls ?? {}) }),
    // MLflow reads repeated keys and ignores `order_by[]`
    paramsSerializer: { indexes: null },
    responseType: "arraybuffer",
    validateStatus: () => true,
    maxRedirects: 0,
    maxContentLength: LONGEST_ANSWER_BYTES,
    // a proxy of the environment would be asked for its own loopback
    ...(LOOPBACK.test(new URL(url).hostname) ? { proxy: false } : {}),
  });
}

/** The cause is a new error: the client's own carries the request with its credentials. */
function toNoAnswer(error: unknown, url: string): MlflowError {
  const code = getErrorCode(error) ?? "no code";
  return new MlflowError(
    `MLflow at ${url} ${explainSilence(code)}.`,
    { errorCode: "NO_ANSWER", status: null, isRetryable: !UNTRUSTED.test(code) },
    { cause: Object.assign(new Error(getErrorMessage(error)), { code }) },
  );
}

function explainSilence(code: string): string {
  if (code === "ECONNABORTED" || code === "ETIMEDOUT") return "did not answer in time";
  if (code === "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED") {
    return "wants to see a certificate; name the file of ours in MLFLOW_TRACKING_CLIENT_CERT_PATH";
  }
  if (!UNTRUSTED.test(code)) return `cannot be reached (${code})`;
  return `has a certificate that this process does not trust (${code}); name its authority in MLFLOW_TRACKING_SERVER_CERT_PATH`;
}

function getAskedPause(error: unknown): number {
  return error instanceof MlflowError ? Math.min(error.retryAfterMs ?? 0, LONGEST_PAUSE_MS) : 0;
}

function mayRepeat(error: unknown, isRepeatable: boolean): boolean {
  if (!(error instanceof MlflowError)) return false;
  if (error.status !== null) return isRepeatable && error.isRetryable && error.status !== 500;
  const code = getErrorCode(error.cause) ?? "";
  return NOT_REACHED.has(code) || (isRepeatable && BROKEN.has(code));
}
