import { hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { scopeOf } from "../access/principal.js";
import type { Session } from "../access/session.js";

/** A request to the GraphQL endpoint, read but not parsed. */
export interface Question {
  method: string;
  headers: IncomingMessage["headers"];
  /** Query string with its question mark, or nothing. */
  search: string;
  /** Bytes of the body; null where there is none, or none in JSON. */
  body: Buffer | null;
  /** Who asks. */
  session: Session;
}

/**
 * Names a question: whatever an answer can depend on, the refusals of GraphQL over HTTP and of forged requests among it, is in its key. Null for requests
 * that are no query in one of the two usual forms.
 */
export function makeKey(question: Question): string | null {
  const { method, headers, search, body, session } = question;
  if (method === "POST" ? body === null : method !== "GET") return null;
  return [
    method,
    headers["content-type"],
    headers.accept,
    Boolean(headers["apollo-require-preflight"]),
    Boolean(headers["x-apollo-operation-name"]),
    scopeOf(session.principal),
    search,
    body === null ? "" : hash("sha256", body, "base64"),
  ].join("\n");
}
