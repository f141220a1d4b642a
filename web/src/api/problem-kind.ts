import type { CombinedError } from "@urql/core";

/** What a planner can do about a failed question, one kind a remedy. */
export type ProblemKind =
  | "offline"
  | "unauthenticated"
  | "forbidden"
  | "unavailable"
  | "bad-input"
  | "limit"
  | "rate-limited"
  | "bug";

/** Servants of the API that can be down. */
export type ServiceName = "database" | "mlflow" | "queue" | "identity";

/** Why a question failed, for people. */
export interface ProblemFacts {
  kind: ProblemKind;
  /** The API's own sentence; null where it has not answered. */
  message: string | null;
  /** Which service is down, for `unavailable`; null if it was not named. */
  service: ServiceName | null;
  /** What to quote in a report, for `bug`; null if the API gave none. */
  requestId: string | null;
  /** When it may be asked again, whole seconds from the answer, for `rate-limited`; null if the API did not say. */
  retryAfterSeconds: number | null;
  /** Whether the same question, unchanged, can succeed later. */
  isRetryable: boolean;
}

const SERVICES: readonly string[] = ["database", "mlflow", "queue", "identity"] satisfies ServiceName[];

const KINDS: Readonly<Record<string, ProblemKind>> = {
  UNAUTHENTICATED: "unauthenticated",
  FORBIDDEN: "forbidden",
  SERVICE_UNAVAILABLE: "unavailable",
  BAD_USER_INPUT: "bad-input",
  LIMIT_EXCEEDED: "limit",
  RATE_LIMITED: "rate-limited",
};

const STATUS_KINDS: Readonly<Record<number, ProblemKind>> = {
  401: "unauthenticated",
  403: "forbidden",
  413: "limit",
  429: "rate-limited",
};

/** The worst first: what keeps everything from working is told before what spoils a part. */
const ORDER: readonly ProblemKind[] = [
  "unauthenticated",
  "forbidden",
  "rate-limited",
  "limit",
  "bad-input",
  "unavailable",
  "bug",
  "offline",
];

/** What an error of urql means. Of several errors the one that the planner must act on first is told. */
export function describeError(error: CombinedError): ProblemFacts {
  if (error.graphQLErrors.length === 0) return describeSilence(error.response as AnswerHead | undefined);
  const [first] = error.graphQLErrors
    .map(({ message, extensions }) => describeAnswer(message, extensions ?? {}))
    .sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  return first!;
}

/** What a failed request over HTTP came with. */
interface AnswerHead {
  status?: number;
  headers?: Pick<Headers, "get">;
}

/** No answer of GraphQL's: the network, something between, or a server that was refused before it could read. */
function describeSilence({ status, headers }: AnswerHead = {}): ProblemFacts {
  const kind = (status !== undefined && STATUS_KINDS[status]) || "offline";
  return {
    ...{ kind, message: null, service: null, requestId: null },
    retryAfterSeconds: kind === "rate-limited" ? readSeconds(headers?.get("retry-after")) : null,
    isRetryable: kind === "offline" || kind === "rate-limited",
  };
}

function describeAnswer(message: string, extensions: Record<string, unknown>): ProblemFacts {
  const { code, service, requestId, retryAfterSeconds, isRetryable } = extensions;
  return {
    kind: (typeof code === "string" && KINDS[code]) || "bug",
    message,
    service: typeof service === "string" && SERVICES.includes(service) ? (service as ServiceName) : null,
    requestId: typeof requestId === "string" ? requestId : null,
    retryAfterSeconds: readSeconds(retryAfterSeconds),
    isRetryable: isRetryable === true,
  };
}

/** Whole seconds, 1 or more; null for anything else, such as the date that a proxy may say. */
function readSeconds(value: unknown): number | null {
  if (value === null || value === undefined || value === "") return null;
  const seconds = Math.ceil(Number(value));
  return Number.isFinite(seconds) ? Math.max(1, seconds) : null;
}
