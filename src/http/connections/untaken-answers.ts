import type { Server, ServerResponse } from "node:http";

interface WatchOptions {
  /** Longest that a client may take for an answer that is ready, ms; 0 for as long as it likes. */
  sendMs: number;
  onRefused: (label: string) => void;
  getElapsedMs: () => number;
}

/** Looks at each answer in the longest time that it may take. */
const LOOKS = 4;

/**
 * Cuts off clients that take their answers too slowly: each holds the whole of one in memory.
 *
 * @returns whether an answer is on its way through a connection
 */
export function watchAnswers(
  server: Server,
  { sendMs, onRefused, getElapsedMs }: WatchOptions,
): (connection: unknown) => boolean {
  /** When each open answer was first seen to be ready. */
  const open = new Map<ServerResponse, number | null>();

  server.on("request", (_request, response) => {
    open.set(response, null);
    response.once("close", () => open.delete(response));
  });

  function look(): void {
    const now = getElapsedMs();
    for (const [response, readyAt] of open) {
      if (!response.writableEnded) continue;
      if (readyAt === null) open.set(response, now);
      else if (now - readyAt > sendMs) {
        onRefused("send_time");
        response.destroy();
      }
    }
  }

  if (sendMs > 0) {
    const looking = setInterval(look, Math.ceil(sendMs / LOOKS)).unref();
    server.once("close", () => clearInterval(looking));
  }
  return (connection) =>
    [...open.keys()].some(({ socket, headersSent }) => socket === connection && headersSent);
}
