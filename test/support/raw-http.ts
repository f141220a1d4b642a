import { connect } from "node:net";

/** What came back over a bare connection. */
export interface RawAnswer {
  /** Of the first answer; null where the connection was closed without one. */
  status: number | null;
  /** All that came, head and body. */
  text: string;
}

/** Longest that a server may leave a connection open, ms; under load answers take their time. */
const LIMIT_MS = 20_000;

/**
 * Sends bytes as they are and reads until the server closes, or has said enough.
 *
 * @param isEnough whether what has come is all that is waited for; by default the end of the connection is
 */
export async function sendRaw(
  port: number,
  bytes: string | Buffer,
  isEnough: (text: string) => boolean = () => false,
): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`still open: ${readText(chunks).slice(0, 200)}`)),
        LIMIT_MS,
      );
      socket.on("data", (chunk) => {
        chunks.push(chunk);
        if (isEnough(readText(chunks))) socket.end();
      });
      // a server that refuses to read on resets the connection
      socket.on("error", () => resolve());
      socket.on("close", () => {
        clearTimeout(timer);
        resolve();
      });
      socket.on("connect", () => socket.write(bytes));
    });
  } finally {
    socket.destroy();
  }
  const text = readText(chunks);
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  return { status: status === undefined ? null : Number(status), text };
}

function readText(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("latin1");
}

/** A POST of these bytes, which says what it likes of itself. */
export function makePost(
  body: string | Buffer,
  headers: Record<string, string> = {},
  path = "/graphql",
): Buffer {
  const bytes = Buffer.from(body as string);
  const lines = Object.entries({
    host: "127.0.0.1",
    connection: "close",
    "content-type": "application/json",
    "content-length": String(bytes.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"), bytes]);
}
