/** Deeds that are written down; a later release may know more. */
export type AuditAction =
  | "RETRAIN"
  | "RETRAIN_CANCEL"
  | "PROMOTE"
  | "ROLLBACK"
  | "PIN"
  | "UNPIN"
  | "IMPORT"
  | "RECIPE_SET"
  | "RECIPE_RESET"
  | "REGISTRY_PRUNE"
  | "KEY_CREATE"
  | "KEY_REVOKE";

export type AuditActorKind = "person" | "key" | "anyone" | "command line";

/** Who does it, and from where. */
export interface AuditCaller {
  /** Name of the principal, or of the user of the command line. */
  actor: string;
  actorKind: AuditActorKind;
  /** Null on the command line, which asks for none. */
  role: string | null;
  /** Of the client; on the command line the name of the machine. */
  address: string;
  /** Of the HTTP request or socket operation; null on the command line. */
  requestId: string | null;
}

/** What somebody is about to do, as far as it is known before. */
export interface AuditIntent {
  action: AuditAction;
  /** Stores that it is about. */
  storeCodes?: readonly string[];
  version?: number | null;
  batchId?: string | null;
  /** What else it is about: a file, a key, a recipe. */
  subject?: string | null;
  reason?: string | null;
}

/** DONE; REFUSED by a rule, with nothing changed; FAILED on the way, and perhaps half done. */
export type AuditOutcome = "DONE" | "REFUSED" | "FAILED";

/** What it came to, with what was not known before. */
export interface AuditResult {
  outcome: AuditOutcome;
  /** Why it was not done; null if it was. */
  code?: string | null;
  storeCodes?: readonly string[];
  version?: number | null;
  batchId?: string | null;
}

/** One deed, as it was written down. */
export interface AuditEntry {
  /** Counts up. */
  id: number;
  at: Date;
  actor: string;
  actorKind: AuditActorKind;
  role: string | null;
  address: string;
  requestId: string | null;
  /** An {@link AuditAction}, or one of a later release. */
  action: string;
  /** In order; with a filter of regions those of the regions alone. */
  storeCodes: string[];
  version: number | null;
  batchId: string | null;
  subject: string | null;
  reason: string | null;
  /** Null while it is being done, and for ever where the process died at it. */
  outcome: AuditOutcome | null;
  code: string | null;
  endedAt: Date | null;
}

export interface AuditFilter {
  /** From this instant on. */
  since?: Date;
  /** Before this instant. */
  until?: Date;
  actor?: string;
  action?: string;
  storeCode?: string;
  /** Entries about stores of these regions alone: what is about the whole chain, or about keys, is not among them. */
  regionCodes?: readonly string[];
}

/** What was done by people and programs. Each method throws ServiceUnavailableError("database") when the database is away. */
export interface AuditLog {
  /**
   * Does something on record. It is written down before it is begun, and what came of it after, as a row of its own: most deeds change MLflow, with which
   * the database shares no transaction, and a deed must not be missing because a process died behind it. What cannot be written down is not done.
   * What was done is answered as done even where its outcome could not be written any more; then the entry has none.
   *
   * @param describe what an answer of `work` means; a deed that throws is REFUSED where the caller was at fault, else FAILED
   * @throws ServiceUnavailableError where it could not be written down, with nothing done; else what `work` threw
   */
  record<T>(
    caller: AuditCaller,
    intent: AuditIntent,
    work: () => Promise<T>,
    describe: (answer: T) => AuditResult,
  ): Promise<T>;
  /** Entries, the latest first, from the one before the id `after`. */
  find(
    filter: AuditFilter,
    page: { first: number; after?: number },
  ): Promise<{ items: AuditEntry[]; hasNextPage: boolean; totalCount: number }>;
  /** All of them, the latest first, a few at a time. */
  list(filter: AuditFilter): AsyncIterable<AuditEntry>;
}
