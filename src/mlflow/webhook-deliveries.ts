import { z } from "zod";
import { getStoreCode } from "./names.js";
import { TAG } from "./version-tags.js";
import { isSigned, type DeliveryHeaders } from "./webhook-signature.js";

/**
 * What became of a delivery: `accepted` names a store; `ignored` concerns none, or a training of ours that tells of itself; the others were
 * refused.
 */
export type DeliveryOutcome =
  "accepted" | "ignored" | "forged" | "stale" | "replayed" | "unreadable" | "failed";

/** Takes deliveries of MLflow's webhook. */
export interface WebhookDeliveries {
  /** Resolves when everyone who serves the store was told, or with why nobody was. Never throws. */
  receive(headers: DeliveryHeaders, body: Buffer): Promise<DeliveryOutcome>;
}

interface WebhookDeliveriesOptions {
  secret: string;
  /** The true clock. */
  now: () => Date;
  /** Tells everyone who serves these stores to read them anew. */
  announce: (storeCodes: readonly string[]) => Promise<void>;
  logger: { warn(fields: object, sentence: string): void };
}

/** A delivery that was signed longer ago, or ahead of our clock, is refused. */
const TOLERANCE_S = 300;
/** Deliveries that are remembered within that time: more than one server sends. */
const REMEMBERED = 10_000;
/** Deliveries of a moment are announced together: a training makes several, a fleet thousands. */
const GATHER_MS = 100;

const Delivery = z.object({
  entity: z.string(),
  action: z.string(),
  data: z.object({ name: z.string(), tags: z.record(z.string(), z.unknown()).nullish() }),
});

/**
 * Verifies deliveries and announces the stores that they name.
 *
 * A delivery is taken once, by its id, as long as its timestamp is good. Another process of the API would take it once more: then a store is
 * read anew for nothing, and no harm is done. One that could not be announced is forgotten, so that MLflow's own repetition of it is taken.
 */
export function makeWebhookDeliveries(options: WebhookDeliveriesOptions): WebhookDeliveries {
  const { secret, now, announce, logger } = options;
  const seen = new Set<string>();
  let gathering: { codes: Set<string>; done: Promise<void> } | null = null;

  function announceSoon(storeCode: string): Promise<void> {
    if (!gathering) {
      const codes = new Set<string>();
      const done = new Promise<void>((resolve) => setTimeout(resolve, GATHER_MS)).then(() => {
        gathering = null;
        return announce([...codes]);
      });
      gathering = { codes, done };
    }
    gathering.codes.add(storeCode);
    return gathering.done;
  }

  function remember(deliveryId: string): void {
    seen.add(deliveryId);
    const [oldest] = seen.size > REMEMBERED ? seen : [];
    if (oldest !== undefined) seen.delete(oldest);
  }

  return {
    async receive(headers, body) {
      if (!isSigned(secret, headers, body)) return "forged";
      const ageS = now().getTime() / 1_000 - Number(headers.timestamp);
      if (!(Math.abs(ageS) <= TOLERANCE_S)) return "stale";
      const deliveryId = headers.deliveryId ?? "";
      if (seen.has(deliveryId)) return "replayed";
      remember(deliveryId);
      const storeCode = readStoreCode(body);
      if (storeCode === undefined) return "unreadable";
      if (storeCode === null) return "ignored";
      try {
        await announceSoon(storeCode);
        return "accepted";
      } catch (error) {
        seen.delete(deliveryId);
        logger.warn(
          { err: error, storeCode },
          "a change in MLflow could not be passed on; the next look will find it",
        );
        return "failed";
      }
    },
  };
}

/** The store that a delivery concerns; null for none that anyone must be told of, undefined for what is no delivery. */
function readStoreCode(body: Buffer): string | null | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
  const parsed = Delivery.safeParse(json);
  if (!parsed.success) return undefined;
  const { name, tags } = parsed.data.data;
  // Whoever trained it moves the alias next, or tells when the job is done.
  return tags?.[TAG.jobId] === undefined ? getStoreCode(name) : null;
}
