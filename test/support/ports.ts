import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to whoever connects or lets them choose: none of these is taken by chance. */
const FROM = 15_000;
const TO = 32_000;

/** A TCP port on 127.0.0.1 that is free, and that nobody gets who does not ask for it by its number. */
export async function findFreePort(): Promise<number> {
  for (let tried = 0; tried < 100; tried++) {
    const port = randomInt(FROM, TO);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of 100 ports from ${FROM} to ${TO} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await once(probe.listen(port, "127.0.0.1"), "listening");
  } catch {
    return false;
  }
  probe.close();
  await once(probe, "close");
  return true;
}
