import { type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** What Node's parser refuses, for whoever sent it. */
interface Fault {
  status: number;
  message: string;
  label: string;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: { status: 431, message: "its headers are too long", label: "header_bytes" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, message: "its chunks are too long", label: "body" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: "it took too long to come", label: "request_time" },
};

const MALFORMED: Fault = { status: 400, message: "it is no HTTP", label: "malformed" };

interface FaultOptions {
  onRefused: (label: string) => void;
  /** Whether an answer is on its way through a connection, in which a second one would be lost. */
  isBeingAnswered: (connection: unknown) => boolean;
}

/** Answers what never becomes a request, and closes its connection. */
export function answerClientFaults(server: Server, { onRefused, isBeingAnswered }: FaultOptions): void {
  server.on("clientError", (error: NodeJS.ErrnoException, connection: Duplex) => {
    // nobody is there to be answered
    if (error.code === "ECONNRESET" || error.code === "EPIPE") {
      connection.destroy();
      return;
    }
    const fault = FAULTS[error.code ?? ""] ?? MALFORMED;
    onRefused(fault.label);
    if (connection.writable && !isBeingAnswered(connection)) {
      connection.end(write(fault), () => connection.destroy());
    } else connection.destroy();
  });
}

function write({ status, message }: Fault): string {
  const error = {
    message: `The request cannot be read: ${message}.`,
    extensions: { code: "BAD_REQUEST", isRetryable: false },
  };
  const body = JSON.stringify({ errors: [error] });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "x-content-type-options: nosniff",
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
