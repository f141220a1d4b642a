import { once } from "node:events";
import { Command } from "commander";
import { createAuditLog } from "../audit/audit-log.js";
import type { AuditEntry, AuditFilter } from "../audit/types.js";
import { makePool } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import { createCommandLogger, whenStopping, type CommandContext, type Runtime } from "./runtime.js";
import { withCommandServers } from "./servers.js";

interface Options {
  since?: string;
  until?: string;
  actor?: string;
  action?: string;
  store?: string;
  json?: boolean;
  csv?: boolean;
}

const HOUR_MS = 3_600_000;
const UNITS_MS = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };

/** `storecast audit`: who did what, the latest first. */
export function auditCommand(context: CommandContext): Command {
  const { runtime } = context;
  return new Command("audit")
    .description("List who retrained, promoted, rolled back, pinned, imported, made keys: the latest first.")
    .option("--since <time>", "from then on: 12h, 7d, 4w, a day, or an instant as RFC 3339")
    .option("--until <time>", "before then, likewise")
    .option("--actor <name>", "what one person, key or user did")
    .option("--action <name>", "one kind of action, such as PROMOTE")
    .option("--store <code>", "what was done to one store")
    .option("--json", "print a JSON object a line")
    .option("--csv", "print CSV")
    .action(async (options: Options) => {
      if (options.json && options.csv)
        throw new InvalidInputError("Choose --json or --csv: both are too many.");
      const filter = readFilter(options, runtime.now());
      await withCommandServers(context, { mlflow: false }, async ({ databaseUrl }) => {
        const logger = createCommandLogger(context, "audit");
        const pool = makePool({ url: databaseUrl, max: 1, logger });
        try {
          const entries = createAuditLog({ db: pool, now: runtime.now, logger }).list(filter);
          await print(runtime.stdout, entries, options);
        } finally {
          await pool.end();
        }
      });
    });
}

function readFilter({ since, until, actor, action, store }: Options, now: Date): AuditFilter {
  return {
    ...(since === undefined ? {} : { since: readTime("--since", since, now) }),
    ...(until === undefined ? {} : { until: readTime("--until", until, now) }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action: action.toUpperCase() }),
    ...(store === undefined ? {} : { storeCode: store }),
  };
}

function readTime(option: string, text: string, now: Date): Date {
  const [, count, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  if (unit !== undefined)
    return new Date(now.getTime() - Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS]);
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? new Date(text)
    : null;
  if (at && !Number.isNaN(at.getTime())) return at;
  throw new InvalidInputError(
    `${option} ${text} is no time: write 12h, 7d, 4w, a day as 2026-11-30, or an instant as 2026-11-30T18:00:00Z.`,
  );
}

async function print(
  stdout: Runtime["stdout"],
  entries: AsyncIterable<AuditEntry>,
  { json, csv }: Options,
): Promise<void> {
  const isLeft = new AbortController();
  const onError = (error: NodeJS.ErrnoException) => {
    // Whoever read has read enough, as `head` does.
    if (error.code !== "EPIPE") throw error;
    isLeft.abort();
  };
  stdout.on("error", onError);
  const write = async (line: string) => {
    if (stdout.write(`${line}\n`)) return;
    await Promise.race([once(stdout, "drain"), whenStopping(isLeft.signal)]);
  };
  if (csv) await write(COLUMNS.join(","));
  for await (const entry of entries) {
    if (isLeft.signal.aborted) break;
    await write(json ? JSON.stringify(entry) : csv ? toCsv(entry) : toLine(entry));
  }
  stdout.off("error", onError);
}

const COLUMNS = [
  ...(["id", "at", "actor", "actorKind", "role", "address", "requestId", "action", "storeCodes"] as const),
  ...(["version", "batchId", "subject", "reason", "outcome", "code", "endedAt"] as const),
];

function toCsv(entry: AuditEntry): string {
  return COLUMNS.map((column) => toCell(entry[column])).join(",");
}

/** A cell that begins like a formula is one to spreadsheets, and reasons are written by anyone. */
function toCell(value: AuditEntry[keyof AuditEntry]): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.join(" ") : value;
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const MOST_CODES = 5;

function toLine(entry: AuditEntry): string {
  const { at, actor, actorKind, address, action, storeCodes, version, batchId, subject, reason } = entry;
  const more = storeCodes.length > MOST_CODES ? ` and ${storeCodes.length - MOST_CODES} more` : "";
  const what = [
    ...(storeCodes.length > 0 ? [`store ${storeCodes.slice(0, MOST_CODES).join(" ")}${more}`] : []),
    ...(version === null ? [] : [`version ${version}`]),
    ...(batchId === null ? [] : [`batch ${batchId}`]),
    ...(subject === null ? [] : [subject]),
    ...(reason === null ? [] : [`"${reason}"`]),
  ];
  const outcome = entry.outcome ?? "without an outcome";
  const code = entry.code === null ? "" : ` ${entry.code}`;
  const from = `${actor} (${actorKind}, ${address})`;
  return printable(`${at.toISOString()}  ${action} ${outcome}${code}  ${from}  ${what.join(", ")}`);
}

/** What a terminal would obey is shown as a sign. */
function printable(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, "\u{FFFD}");
}
