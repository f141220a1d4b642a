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

/** How the parts of a process are; ready if every one is. A part that is ready with a warning is ready. */
export interface Health {
  status: "ready" | "not ready";
  parts: Record<string, PartHealth>;
}

export async function loadHealth(
  checks: Readonly<Record<string, ReadinessCheck>>,
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<Health> {
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await examine(check, timeoutMs)] as const),
  );
  const isReady = parts.every(([, { isReady }]) => isReady);
  return { status: isReady ? "ready" : "not ready", parts: Object.fromEntries(parts) };
}

/** `/health/live`: 200 while the process answers and does its work, else 503. `/health/ready`: 200 when every part is ready, else 503; both as JSON. */
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
    const health = await loadHealth(checks, timeoutMs);
    response.status(health.status === "ready" ? 200 : 503).json(health);
  });
  return router;
}
