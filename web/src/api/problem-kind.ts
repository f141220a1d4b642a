import type { CombinedError } from "@urql/core";

/** What a planner can do about a failed question, one kind a remedy. */
export type ProblemKind =
  "offline" | "unauthenticated" | "forbidden" | "unavailable" | "bad-input" | "limit" | "bug";

/** Servants of the API that can be down. */
export type ServiceName = "database" | "mlflow" | "queue";

/** Why a question failed, for people. */
export interface ProblemFacts {
  kind: ProblemKind;
  /** The API's own sentence; null where it has not answered. */
  message: string | null;
  /** Which service is down, for `unavailable`; null if it was not named. */
  service: ServiceName | null;
  /** What to quote in a report, for `bug`; null if the API gave none. */
  requestId: string | null;
  /** Whether the same question, unchanged, can succeed later. */
  isRetryable: boolean;
}

const SERVICES: readonly string[] = ["database", "mlflow", "queue"] satisfies ServiceName[];

const KINDS: Readonly<Record<string, ProblemKind>> = {
  UNAUTHENTICATED: "unauthenticated",
  FORBIDDEN: "forbidden",
  SERVICE_UNAVAILABLE: "unavailable",
  BAD_USER_INPUT: "bad-input",
  LIMIT_EXCEEDED: "limit",
  RATE_LIMITED: "limit",
};

const STATUS_KINDS: Readonly<Record<number, ProblemKind>> = {
  401: "unauthenticated",
  403: "forbidden",
  413: "limit",
  429: "limit",
};

/** The worst first: what keeps everything from working is told before what spoils a part. */
const ORDER: readonly ProblemKind[] = [
  "unauthenticated",
  "forbidden",
  "limit",
  "bad-input",
  "unavailable",
  "bug",
  "offline",
];

/** What an error of urql means. Of several errors the one that the planner must act on first is told. */
export function describeError(error: CombinedError): ProblemFacts {
  const status = (error.response as { status?: number } | undefined)?.status;
  if (error.graphQLErrors.length === 0) return describeSilence(status);
  const [first] = error.graphQLErrors
    .map(({ message, extensions }) => describeAnswer(message, extensions ?? {}))
    .sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  return first!;
}

/** No answer of GraphQL's: the network, something between, or a server that was refused before it could read. */
function describeSilence(status: number | undefined): ProblemFacts {
  const kind = (status !== undefined && STATUS_KINDS[status]) || "offline";
  return {
    ...{ kind, message: null, service: null, requestId: null },
    isRetryable: kind === "offline" || status === 429,
  };
}

function describeAnswer(message: string, extensions: Record<string, unknown>): ProblemFacts {
  const { code, service, requestId, isRetryable } = extensions;
  return {
    kind: (typeof code === "string" && KINDS[code]) || "bug",
    message,
    service: typeof service === "string" && SERVICES.includes(service) ? (service as ServiceName) : null,
    requestId: typeof requestId === "string" ? requestId : null,
    isRetryable: isRetryable === true,
  };
}
