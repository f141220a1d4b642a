import { setTimeout as delay } from "node:timers/promises";
import type { MlflowClient } from "./client.js";
import { hasErrorCode, MlflowError } from "./mlflow-error.js";
import { MODEL_EVENTS, type Webhook } from "./webhooks.js";

/** Where MLflow shall tell of changes, and what it shall sign with. */
export interface WebhookTarget {
  url: string;
  secret: string;
}

const NAME = "storecast";
const RETRY_MS = 60_000;

/**
 * Makes MLflow tell an address of changes to models. Safe to repeat, and for several processes at once: in the end there is one
 * webhook of our name, with this address and secret.
 *
 * @throws MlflowError
 */
export async function registerWebhook(
  { webhooks }: Pick<MlflowClient, "webhooks">,
  { url, secret }: WebhookTarget,
): Promise<void> {
  const settings = { name: NAME, url, secret };
  const loadOurs = async () =>
    (await webhooks.list())
      .filter(({ name }) => name === NAME)
      .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  const [first] = await loadOurs();
  // Secrets are not told, so that nobody can know whether it is still the same.
  if (!first) await webhooks.create({ ...settings, events: MODEL_EVENTS });
  else if (hasSameEvents(first)) await webhooks.update(first.id, settings);
  else await webhooks.update(first.id, { ...settings, events: MODEL_EVENTS });
  // Names are not unique: another process may have been as quick.
  const [, ...spare] = await loadOurs();
  for (const { id } of spare) await removeWebhook(webhooks, id);
}

function hasSameEvents({ events }: Webhook): boolean {
  const names = (list: readonly { entity: string; action: string }[]) =>
    list.map(({ entity, action }) => `${entity}.${action}`).sort();
  return names(events).join() === names(MODEL_EVENTS).join();
}

async function removeWebhook(webhooks: MlflowClient["webhooks"], id: string): Promise<void> {
  try {
    await webhooks.remove(id);
  } catch (error) {
    if (!hasErrorCode(error, "RESOURCE_DOES_NOT_EXIST")) throw error;
  }
}

interface RegistrationOptions {
  client: Pick<MlflowClient, "webhooks">;
  target: WebhookTarget;
  logger: {
    info(fields: object, sentence: string): void;
    warn(fields: object, sentence: string): void;
  };
  /** Ends the attempts. */
  signal: AbortSignal;
}

/**
 * {@link registerWebhook} until it succeeds, once a minute, in the background. A server that knows no webhooks, or refuses this one, is
 * not asked again. Nothing rests on it: what nobody tells is seen by the next look.
 */
export async function keepRegistering({
  client,
  target,
  logger,
  signal,
}: RegistrationOptions): Promise<void> {
  for (let attempts = 1; !signal.aborted; attempts++) {
    try {
      await registerWebhook(client, target);
      logger.info({ url: target.url }, "MLflow tells of changes to models");
      return;
    } catch (error) {
      if (isUnknownRoute(error)) {
        logger.warn(
          {},
          "this MLflow has no webhooks (they came with 3.3); changes are seen by polling alone",
        );
        return;
      }
      if (attempts === 1)
        logger.warn({ err: error }, "no webhook was registered; changes are seen by polling");
      if (!(error instanceof MlflowError) || error.errorCode === "INVALID_PARAMETER_VALUE") return;
      await delay(RETRY_MS, undefined, { signal, ref: false }).catch((cause: unknown) => {
        if (!signal.aborted) throw cause;
      });
    }
  }
}

function isUnknownRoute(error: unknown): boolean {
  return hasErrorCode(error, "HTTP_404");
}
