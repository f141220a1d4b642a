import express, { Router } from "express";

/** Where MLflow delivers. */
export const HOOK_PATH = "/hooks/mlflow";

const MAX_BODY_BYTES = 100_000;

const STATUS = {
  accepted: 204,
  ignored: 204,
  forged: 401,
  stale: 401,
  replayed: 409,
  unreadable: 400,
  // MLflow repeats what gets this answer.
  failed: 503,
} as const;

/** What became of a delivery. */
export type HookOutcome = keyof typeof STATUS;

interface HookOptions {
  receive: (
    headers: Record<"deliveryId" | "timestamp" | "signature", string | undefined>,
    body: Buffer,
  ) => Promise<HookOutcome>;
  /** Is told of every delivery. */
  onOutcome: (outcome: HookOutcome) => void;
}

/** Takes the deliveries of MLflow's webhook; whether one is to be believed is for `receive` to say. */
export function mlflowHook({ receive, onOutcome }: HookOptions): Router {
  const router = Router();
  router.post(
    HOOK_PATH,
    // The signature is one of bytes.
    express.raw({ type: () => true, limit: MAX_BODY_BYTES }),
    async (request, response) => {
      const outcome = await receive(
        {
          deliveryId: request.get("X-MLflow-Delivery-Id"),
          timestamp: request.get("X-MLflow-Timestamp"),
          signature: request.get("X-MLflow-Signature"),
        },
        Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      );
      onOutcome(outcome);
      if (outcome === "accepted" || outcome === "ignored") response.status(STATUS[outcome]).end();
      else response.status(STATUS[outcome]).json({ outcome });
    },
  );
  return router;
}
