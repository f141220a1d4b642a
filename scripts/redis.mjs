// A Redis for the tests of the queue: `node scripts/redis.mjs` installs redis-server if there is none and prints where it is.
import { fileURLToPath } from "node:url";
import { ensureProgram } from "./ensure-program.mjs";

/** Path of a redis-server. */
export function ensureRedis() {
  return ensureProgram({
    what: "redis-server",
    given: process.env.STORECAST_REDIS_SERVER,
    names: ["redis-server"],
    packages: ["redis-server"],
    hint: "install redis-server 6.2 or newer, or name one in STORECAST_REDIS_SERVER",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(ensureRedis());
