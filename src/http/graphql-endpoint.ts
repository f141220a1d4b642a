import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import type { Logger } from "pino";
import { credentialsOf, type Authenticator, type Caller, type Session } from "../access/session.js";
import { addressOf } from "./address.js";
import { Answer } from "./answer.js";
import type { AnswerCache, ComputedAnswer } from "./answer-cache.js";
import { answerHttpError } from "./http-errors.js";
import type { RequestLimits } from "./limits/request-limits.js";
import type { OperationLabel } from "./operation-label.js";
import type { RateLimits } from "./rates/rate-limits.js";
import { makeKey, type Question } from "./question.js";
import { createBodyReader, parseBody, refuseDeepDocuments } from "./request-body.js";
import { noteFacts } from "./request-facts.js";
import { getRequestId } from "./request-id.js";
import type { RequestMetrics } from "./request-metrics.js";
import { sendAnswer } from "./send-answer.js";

/** Browsers ask whether what they have still holds; caches in between keep nothing. */
const REVALIDATE = "private, no-cache";

interface EndpointOptions<C extends object> {
  apollo: ApolloServer<C>;
  answers: AnswerCache;
  authenticator: Authenticator;
  /** Makes the context of one request, which tells `onMomentary` once the answer is good for this asking alone. */
  createContext: (caller: Caller, onMomentary: () => void) => Promise<C>;
  limits: RequestLimits;
  metrics: Pick<RequestMetrics, "countOperation">;
  rates: RateLimits;
  logger: Logger;
}

/** Who asks, with what it turns out to ask. */
interface HttpCaller extends Caller {
  operations: OperationLabel[];
}

/** Answers one request; never rejects. */
export type GraphqlEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An answer with what only its first asker is told. */
interface HttpAnswer extends ComputedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
}

/** GraphQL over HTTP: bytes in, bytes out. Apollo is asked where no answer of before holds. */
export function createGraphqlEndpoint<C extends object>(options: EndpointOptions<C>): GraphqlEndpoint {
  const { apollo, answers, authenticator, createContext, limits, metrics, rates, logger } = options;
  const readBody = createBodyReader(limits);

  async function compute(
    question: Question,
    caller: HttpCaller,
    onMomentary: () => void,
  ): Promise<HttpAnswer> {
    let isLasting = true;
    const markMomentary = () => {
      isLasting = false;
      onMomentary();
    };
    const { method, search } = question;
    const body = question.body && parseBody(question.body, question.headers["content-type"]);
    refuseDeepDocuments(body, search);
    if (Array.isArray(body)) {
      markMomentary();
      const excess = limits.checkBatch(body.length);
      if (excess) throw excess;
      // the first of them came in with the request
      const further = Math.max(0, body.length - 1);
      await rates.admitAddress(caller.address, further);
      await rates.admitPerson(caller.session.principal, further);
    }
    let isReached = false;
    const result = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, search, headers: toHeaderMap(question.headers), body },
      context: () => {
        isReached = true;
        return createContext(caller, markMomentary);
      },
    });
    const { status = 200 } = result;
    const { "content-type": contentType = "application/json; charset=utf-8", ...headers } =
      Object.fromEntries(result.headers);
    const answer = new Answer(contentType, bytesOf(result));
    answer.operations = caller.operations;
    return {
      answer,
      isLasting: isLasting && isReached && status === 200,
      ...{ status, headers },
    };
  }

  return async (request, response) => {
    const beganMs = performance.now();
    try {
      // Nobody's body is read before it is known who sends it.
      const address = addressOf(request);
      const session = await authenticator.authenticate({ address, ...credentialsOf(request.headers) });
      const question = await readQuestion(request, response, session, readBody);
      const operations: OperationLabel[] = [];
      const caller = { requestId: getRequestId(response), session, address, operations };
      noteFacts(response, { principal: session.principal.name, address, operations });
      const found = await answers.answer(makeKey(question), (onMomentary) =>
        compute(question, caller, onMomentary),
      );
      if (found instanceof Answer) {
        noteFacts(response, { operations: found.operations });
        for (const kept of found.operations)
          metrics.countOperation(kept, "kept", performance.now() - beganMs);
      }
      await send(request, response, found);
    } catch (error) {
      answerHttpError(error, response, logger);
    }
  };
}

async function readQuestion(
  request: IncomingMessage,
  response: ServerResponse,
  session: Session,
  readBody: ReturnType<typeof createBodyReader>,
): Promise<Question> {
  const { method = "GET", url = "", headers } = request;
  const start = url.indexOf("?");
  return {
    method,
    headers,
    session,
    search: start < 0 ? "" : url.slice(start),
    body: await readBody(request, response),
  };
}

function toHeaderMap(headers: IncomingMessage["headers"]): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return map;
}

/** An answer that was written in bytes is a buffer, whatever Apollo calls it. */
function toBytes(text: string | Buffer): Buffer {
  return typeof text === "string" ? Buffer.from(text) : text;
}

function bytesOf({ body }: HTTPGraphQLResponse): Buffer {
  if (body.kind === "complete") return toBytes(body.string);
  throw new Error("Apollo answers in parts, which nobody has asked for.");
}

function send(request: IncomingMessage, response: ServerResponse, found: Answer | HttpAnswer): Promise<void> {
  if (found instanceof Answer) {
    return sendAnswer(request, response, found, { cacheControl: REVALIDATE, vary: "accept" });
  }
  const { answer, status, headers } = found;
  const cacheControl = headers["cache-control"] ?? (status === 200 ? REVALIDATE : "no-store");
  return sendAnswer(request, response, answer, { status, headers, cacheControl, vary: "accept" });
}
