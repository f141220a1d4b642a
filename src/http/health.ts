import { Router } from "express";

/** Resolves when a part is ready, to a sentence if something about it is not well; rejects with a sentence that says what is missing. */
export type ReadinessCheck = () => Promise<string | void>;

const CHECK_TIMEOUT_MS = 2_000;

interface PartHealth {
  isReady: boolean;
  /** What is missing; absent when ready. */
  problem?: string;
  /** What is not well though it is ready; absent when nothing is. */
  warning?: string;
}

async function examine(check: ReadinessCheck, timeoutMs: number): Promise<PartHealth> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    const warning = await Promise.race([check(), timeout]);
    return { isReady: true, ...(typeof warning === "string" ? { warning } : {}) };
  } catch (error) {
    return { isReady: false, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `/health/live`: 200 while the process answers and does its work, else 503. `/health/ready`: 200 when every part is ready, else 503; both as JSON. A part that is
 * ready with a warning is ready.
 */
export function healthRoutes(
  checks: Readonly<Record<string, ReadinessCheck>>,
  timeoutMs = CHECK_TIMEOUT_MS,
  isAlive: () => boolean = () => true,
): Router {
  const router = Router();
  router.get("/health/live", (_request, response) => {
    if (isAlive()) response.json({ status: "live" });
    else response.status(503).json({ status: "not live" });
  });
  router.get("/health/ready", async (_request, response) => {
    const names = Object.keys(checks);
    const healths = await Promise.all(Object.values(checks).map((check) => examine(check, timeoutMs)));
    const isReady = healths.every((health) => health.isReady);
    response.status(isReady ? 200 : 503).json({
      status: isReady ? "ready" : "not ready",
      parts: Object.fromEntries(names.map((name, index) => [name, healths[index]])),
    });
  });
  return router;
}
