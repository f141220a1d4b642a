import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { answerClientFaults } from "./client-faults.js";
import type { ConnectionLimits } from "./connection-limits.js";
import { watchAnswers } from "./untaken-answers.js";

/** Longest pause between two looks at connections that are late, ms. */
const LONGEST_LOOK_MS = 5_000;

interface HttpServerOptions {
  limits: ConnectionLimits;
  /** Is told what was exceeded, for each connection that is cut. */
  onRefused: (label: string) => void;
  getElapsedMs: () => number;
}

/** An HTTP server that waits for nobody for ever. */
export function createHttpServer({ limits, onRefused, getElapsedMs }: HttpServerOptions): Server {
  const { headersMs, requestMs, keepAliveMs, sendMs, headerBytes } = limits;
  const shortest = Math.min(...[headersMs, requestMs].filter((ms) => ms > 0), LONGEST_LOOK_MS * 2);
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: Math.ceil(shortest / 2),
    maxHeaderSize: headerBytes,
  });
  server.setTimeout(sendMs);
  const isBeingAnswered = watchAnswers(server, { sendMs, onRefused, getElapsedMs });
  server.on("timeout", (connection: Socket) => {
    if (isBeingAnswered(connection)) onRefused("send_time");
    connection.destroy();
  });
  answerClientFaults(server, { onRefused, isBeingAnswered });
  return server;
}
