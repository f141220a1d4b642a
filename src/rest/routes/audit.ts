import { z } from "zod";
import { AuditResolver } from "../../resolvers/audit-resolver.js";
import { readInstant } from "../days.js";
import { linkToNext, toPage } from "../pages.js";
import { defineRoute, type Route } from "../route.js";
import { AuditEntry, AuditPage, toAuditEntry, type AuditView } from "../schemas/audit.js";
import { pageQuery, storeId, text } from "../schemas/common.js";

const EXAMPLE: AuditView = {
  ...{ id: "7", at: "2026-11-26T08:00:00.000Z", actor: "anna", actorKind: "PERSON", role: "planner" },
  ...{ address: "10.0.0.7", requestId: "5f0e7a52-9a5f-4f6e-8c8f-0d3d2a3c4b5a", action: "ROLLBACK" },
  ...{ storeIds: ["32"], storeCount: 1, version: 1, batchId: null, subject: null },
  ...{ reason: "Too low on Saturdays", outcome: "DONE", code: null, endedAt: "2026-11-26T08:00:01.000Z" },
};
const VALUES_OF_ENTRY = 36;
const BYTES_OF_ENTRY = 1_700;
const COLUMNS = Object.keys(AuditEntry.shape) as (keyof AuditView)[];

const RULE = "must be an instant with an offset from UTC, such as 2026-11-26T08:00:00Z";
const instant = (description: string) =>
  z
    .string({ error: RULE })
    .max(40, { error: RULE })
    .refine((at) => readInstant(at) !== null, { error: RULE })
    .optional()
    .meta({ format: "date-time", description });

const listEntries = defineRoute({
  method: "get",
  path: "/audit",
  access: { type: "Query", field: "auditEntries" },
  operationId: "listAuditEntries",
  tag: "audit",
  summary: "What people and programs did, the latest first",
  description:
    "In pages. Who sees some regions alone sees what is about stores of these. As CSV a line an entry, the stores separated by spaces.",
  query: z.strictObject({
    ...pageQuery(50),
    since: instant("Keep what began then or later."),
    until: instant("Keep what began before."),
    actor: text("must be a name").optional().meta({ description: "Keep what this actor did." }),
    action: text("must be a kind of action, such as PROMOTE").optional().meta({
      description: "Keep one kind of action, such as PROMOTE.",
    }),
    storeId: storeId.optional().meta({ description: "Keep what is about this store, by code or id." }),
  }),
  answer: AuditPage,
  examples: { answer: { items: [EXAMPLE], next: null, totalCount: 1 } },
  csv: { columns: COLUMNS, toRows: ({ items }) => items.map(toRow) },
  measure: ({ query: { first } }) => ({ values: first * VALUES_OF_ENTRY, bytes: first * BYTES_OF_ENTRY }),
  async handle({ query: { first, after, since, until, ...named } }, context) {
    const { actor = null, action = null, storeId = null } = named;
    const filter = {
      ...{ actor, action, storeId },
      ...{ since: since === undefined ? null : readInstant(since) },
      ...{ until: until === undefined ? null : readInstant(until) },
    };
    const entries = await new AuditResolver().auditEntries({ first, after: after ?? null, filter }, context);
    return toPage(entries, entries.nodes.map(toAuditEntry));
  },
  makeHeaders: (page, { query }) => linkToNext(page, "/audit", query),
});

function toRow(entry: AuditView) {
  return COLUMNS.map((name) => {
    const value = entry[name];
    return Array.isArray(value) ? value.join(" ") : value;
  });
}

export const auditRoutes: Route[] = [listEntries];
