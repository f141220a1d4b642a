import { connect } from "node:net";

/** A TCP connection that says what it is told, byte by byte. */
export interface RawConnection {
  /** @param text a byte a character */
  send(text: string): void;
  /** Reads no more. */
  stopReading(): void;
  /** All that has come, once the other side has closed. */
  closed: Promise<string>;
  /** Resolves with all that has come once it matches. */
  waitFor(pattern: RegExp): Promise<string>;
  destroy(): void;
}

/** Connects to this machine; what goes wrong with the connection counts as its end. */
export async function openRawConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  const watchers = new Set<() => void>();
  socket.on("data", (bytes: Buffer) => {
    received += bytes.toString("latin1");
    for (const watch of watchers) watch();
  });
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(received)));
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.removeAllListeners("error").on("error", () => socket.destroy());
  return {
    send: (text) => void socket.write(text, "latin1"),
    stopReading: () => void socket.pause(),
    closed,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (!pattern.test(received)) return;
          watchers.delete(watch);
          resolve(received);
        };
        watchers.add(watch);
        void closed.then(() => reject(new Error(`closed before ${pattern}: ${received}`)));
        watch();
      }),
    destroy: () => socket.destroy(),
  };
}
