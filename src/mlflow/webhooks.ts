import { z } from "zod";
import type { MlflowHttp } from "./http.js";
import { collectPages, Done, Int64, listOf, PageToken } from "./wire.js";

/** What MLflow 3.17 tells of models; it tells nothing of deleted versions and of descriptions. */
export const MODEL_EVENTS = [
  { entity: "MODEL_VERSION", action: "CREATED" },
  { entity: "MODEL_VERSION_TAG", action: "SET" },
  { entity: "MODEL_VERSION_TAG", action: "DELETED" },
  { entity: "MODEL_VERSION_ALIAS", action: "CREATED" },
  { entity: "MODEL_VERSION_ALIAS", action: "DELETED" },
] as const;

const WebhookShape = z
  .object({
    webhook_id: z.string(),
    name: z.string(),
    url: z.string(),
    events: listOf(z.object({ entity: z.string(), action: z.string() })),
    creation_timestamp: Int64,
  })
  .transform((wire) => ({
    id: wire.webhook_id,
    name: wire.name,
    url: wire.url,
    events: wire.events,
    createdAtMs: wire.creation_timestamp,
  }));

/** An address that MLflow tells of events. Its secret is never told. */
export type Webhook = z.infer<typeof WebhookShape>;

/** What a webhook is made of. */
export interface WebhookSettings {
  /** Letters, digits, `.`, `_` and `-`; at most 62. Not unique. */
  name: string;
  url: string;
  events: readonly { entity: string; action: string }[];
  /** Key that deliveries are signed with. */
  secret: string;
}

/** Calls about webhooks, which MLflow has had since 3.3. */
export interface Webhooks {
  list(): Promise<Webhook[]>;
  /** Not repeatable: a second one would be told everything twice. */
  create(settings: WebhookSettings): Promise<Webhook>;
  /**
   * Makes it active, whatever it was. Events are replaced where they are given; two that replace them at the same time make MLflow refuse
   * one of them with BAD_REQUEST.
   */
  update(
    id: string,
    settings: Omit<WebhookSettings, "events"> & Partial<Pick<WebhookSettings, "events">>,
  ): Promise<void>;
  /** Throws RESOURCE_DOES_NOT_EXIST if there is none. */
  remove(id: string): Promise<void>;
}

const PATH = "/api/2.0/mlflow/webhooks";
const PAGE_SIZE = 100;

export function makeWebhooks(http: MlflowHttp): Webhooks {
  return {
    list: () =>
      collectPages(async (pageToken) => {
        const page = await http.sendJson({
          method: "GET",
          path: PATH,
          query: { max_results: PAGE_SIZE, page_token: pageToken },
          answer: z.object({ webhooks: listOf(WebhookShape), next_page_token: PageToken }),
        });
        return { items: page.webhooks, nextPageToken: page.next_page_token };
      }),
    create: async (settings) => {
      const answer = z.object({ webhook: WebhookShape });
      const body = { ...settings, status: "ACTIVE" };
      return (await http.sendJson({ method: "POST", path: PATH, body, answer, isRepeatable: false })).webhook;
    },
    update: async (id, settings) => {
      const body = { ...settings, webhook_id: id, status: "ACTIVE" };
      await http.sendJson({ method: "PATCH", path: `${PATH}/${id}`, body, answer: Done });
    },
    remove: async (id) => {
      await http.sendJson({
        method: "DELETE",
        path: `${PATH}/${id}`,
        body: { webhook_id: id },
        answer: Done,
      });
    },
  };
}
