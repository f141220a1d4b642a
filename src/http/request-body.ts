import type { IncomingMessage, ServerResponse } from "node:http";
import express from "express";
import { UnreadableRequest } from "./http-errors.js";
import { NESTS_TOO_DEEP, nestsTooDeep } from "./limits/document-nesting.js";
import type { RequestLimits } from "./limits/request-limits.js";

/** Reads the body of a request. */
export type ReadBody = (request: IncomingMessage, response: ServerResponse) => Promise<Buffer | null>;

/**
 * Reads bodies in JSON, unpacked where they come compressed; null for any other. Rejects with what Express's readers throw, which
 * {@link answerHttpError} can tell, and with LimitExceededError for an unpacked body above the limit.
 */
export function createBodyReader(limits: Pick<RequestLimits, "maxBodyBytes" | "refuseBody">): ReadBody {
  const read = express.raw({ type: "application/json", limit: limits.maxBodyBytes });
  return (request, response) =>
    new Promise((resolve, reject) => {
      read(request, response, (error?: Error & { type?: string; length?: number }) => {
        const { body } = request as { body?: unknown };
        if (error?.type === "entity.too.large") reject(limits.refuseBody(error.length ?? null));
        else if (error) reject(error);
        else resolve(Buffer.isBuffer(body) ? body : null);
      });
    });
}

/**
 * What a body in JSON says.
 *
 * @param contentType as the request has it
 * @throws UnreadableRequest for other characters than UTF-8, for broken JSON, and for what is no object and no list of them
 */
export function parseBody(body: Buffer, contentType: string | undefined): unknown {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? "")?.[1] ?? "utf-8";
  if (!/^utf-?8$/i.test(charset)) {
    throw new UnreadableRequest(415, `its charset is ${charset}; JSON must be in UTF-8`);
  }
  const text = new TextDecoder().decode(body);
  if (text.trim() === "") return {};
  const value = parseJson(text);
  if (typeof value === "object" && value !== null) return value;
  throw new UnreadableRequest(400, "its body is neither a JSON object nor a list of them");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreadableRequest(400, (cause as SyntaxError).message, { cause });
  }
}

/**
 * Looks at documents before anybody parses them.
 *
 * @param body as {@link parseBody} has it
 * @param search query string, which has the document of a GET
 * @throws UnreadableRequest for one that nests deeper than its readers have stack for
 */
export function refuseDeepDocuments(body: unknown, search: string): void {
  const operations: unknown[] = Array.isArray(body) ? body : [body];
  const sources = operations.map((operation) => (operation as { query?: unknown } | null | undefined)?.query);
  // a short address holds no such document
  if (search.length > 1_000) sources.push(...new URLSearchParams(search).getAll("query"));
  if (sources.some((source) => typeof source === "string" && nestsTooDeep(source))) {
    throw new UnreadableRequest(400, NESTS_TOO_DEEP);
  }
}
