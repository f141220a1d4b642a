import type { IncomingMessage, ServerResponse } from "node:http";
import fresh from "fresh";
import type { Answer } from "./answer.js";
import { chooseCoding } from "./content-coding.js";

interface Sending {
  /** 200 unless it says otherwise. */
  status?: number;
  cacheControl: string;
  /** Request headers beside `accept-encoding` that the body depends on. */
  vary?: string;
  headers?: Readonly<Record<string, string>>;
}

/**
 * Sends an answer in the coding that the caller likes best; 304 without a body to a GET that already has it. Answers that
 * are not 200 have no entity tag.
 */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  { status = 200, cacheControl, vary, headers }: Sending,
): Promise<void> {
  const coding = chooseCoding(request.headers["accept-encoding"], answer.body.length);
  // what was set before, of other sites, is part of it
  const varies = [response.getHeader("vary"), "accept-encoding", vary].filter((name) => name !== undefined);
  const sent: Record<string, string | number> = {
    ...headers,
    "cache-control": cacheControl,
    vary: varies.join(", "),
  };
  if (request.method === "GET" && status === 200 && cacheControl !== "no-store") {
    sent["etag"] = answer.getEtag(coding);
    if (fresh(request.headers, { etag: sent["etag"] })) {
      response.writeHead(304, sent).end();
      return;
    }
  }
  const body = await answer.encode(coding);
  sent["content-type"] = answer.contentType;
  sent["content-length"] = body.length;
  if (coding !== "identity") sent["content-encoding"] = coding;
  response.writeHead(status, sent).end(request.method === "HEAD" ? undefined : body);
}
