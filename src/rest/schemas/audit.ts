import { z } from "zod";
import type { AuditEntryRecord } from "../../context.js";
import { AuditActorKind, AuditOutcome, STORES_AN_ENTRY } from "../../schema/audit-entry.js";
import { count, instant, pageOf } from "./common.js";

const word = (description: string) => z.string().meta({ description });

export const AuditEntry = z
  .object({
    id: word("Id of the entry; they count up."),
    at: instant("When it began."),
    actor: word("Who did it."),
    actorKind: z
      .enum(Object.keys(AuditActorKind) as (keyof typeof AuditActorKind)[])
      .meta({ description: "What the actor is." }),
    role: word("Role of the actor then; null on the command line.").nullable(),
    address: word("Address that it came from; on the command line the name of the machine."),
    requestId: word("Id of the request, which the log has too; null on the command line.").nullable(),
    action: word("What it was, such as PROMOTE; later releases may add some."),
    storeIds: z
      .array(z.string())
      .meta({ description: `Codes of the first ${STORES_AN_ENTRY} stores that it is about.` }),
    storeCount: count("Stores that it is about, as far as you see them."),
    version: z
      .int()
      .nullable()
      .meta({ description: "Model version that it is about, or has made champion." }),
    batchId: word("Retrain batch that it is about, or has made.").nullable(),
    subject: word("What else it is about: files, the name of a key, a recipe.").nullable(),
    reason: word("Why; null if no reason was given.").nullable(),
    outcome: z.enum(AuditOutcome).nullable().meta({
      description:
        "DONE; REFUSED, with nothing changed; FAILED, and perhaps half done; null while it is being done, and for ever where the process died at it.",
    }),
    code: word("Why it was not done; null if it was.").nullable(),
    endedAt: instant("When it had ended; null as outcome is.").nullable(),
  })
  .meta({ id: "AuditEntry", description: "Something that somebody did." });

export const AuditPage = pageOf(AuditEntry, "AuditEntryPage", "entries");

export type AuditView = z.input<typeof AuditEntry>;

export function toAuditEntry(entry: AuditEntryRecord): AuditView {
  const { id, at, actor, actorKind, role, address, requestId, action, storeCodes } = entry;
  const { version, batchId, subject, reason, outcome, code, endedAt } = entry;
  const [kind] = Object.entries(AuditActorKind).find(([, word]) => word === actorKind)!;
  return {
    ...{ id: String(id), at: at.toISOString(), actor, actorKind: kind as keyof typeof AuditActorKind },
    ...{ role, address, requestId, action },
    ...{ storeIds: storeCodes.slice(0, STORES_AN_ENTRY), storeCount: storeCodes.length },
    ...{ version, batchId, subject, reason, outcome, code, endedAt: endedAt?.toISOString() ?? null },
  };
}
