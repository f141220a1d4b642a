/**
 * A process that starts a server on a directory and holds it until it is killed.
 *
 * Run: `node --import tsx test/support/postgres-holder.ts <directory>`; prints `{ "pid", "url" }` of the server as a line of JSON.
 */
import { startPostgres } from "../../src/database/server.js";

const [, , directory] = process.argv;
if (directory === undefined) throw new Error("The first argument must be a directory.");
const { pid, url, exited } = await startPostgres({ directory, log: () => undefined });
process.stdout.write(`${JSON.stringify({ pid, url })}\n`);
await exited;
