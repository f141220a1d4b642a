import { randomBytes } from "node:crypto";
import { Command, Option } from "commander";
import type { ApiKey } from "../access/api-key.js";
import { makeKeyBook, type KeyBook } from "../access/key-book.js";
import { ROLES, type Role } from "../access/principal.js";
import { createAuditLog } from "../audit/audit-log.js";
import { makePool } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import { auditKeys } from "./audit-keys.js";
import { createCommandLogger, getUser, type CommandContext } from "./runtime.js";
import { withCommandServers } from "./servers.js";

/** `storecast key`: keys that programs show to the API. */
export function keyCommand(context: CommandContext): Command {
  return new Command("key")
    .description("Make, list and revoke the keys that programs show to the API.")
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(revokeCommand(context));
}

interface CreateOptions {
  name: string;
  role: Role;
  region?: string[];
  expires?: string;
  json?: boolean;
}

function createCommand(context: CommandContext): Command {
  const { runtime } = context;
  return new Command("create")
    .description("Make a key and print it, this once: nobody can ask for it again.")
    .requiredOption("--name <name>", "what jobs, promotions and the list call it")
    .addOption(
      new Option("--role <role>", "what it may do, each role all that the ones before it may")
        .choices(ROLES)
        .makeOptionMandatory(),
    )
    .option("--region <codes...>", "it sees the stores of these regions alone (default: all)")
    .option("--expires <when>", "90d, 12h, 4w, or a day such as 2027-01-31 (default: never)")
    .option("--json", "print it as JSON")
    .action(async ({ name, role, region, expires, json }: CreateOptions) => {
      const expiresAt = expires === undefined ? null : parseExpiry(expires, runtime.now());
      const asked = { name, role, expiresAt, regionCodes: region ?? null };
      const { key, text } = await withBook(context, (book) => book.create(asked, getUser()));
      if (json) {
        runtime.stdout.write(`${JSON.stringify({ ...describe(key, runtime.now()), key: text })}\n`);
        return;
      }
      // The key alone goes to standard output, for scripts.
      runtime.stderr.write(`storecast: ${introduce(key)}. Keep it now; it is not shown again.\n`);
      runtime.stdout.write(`${text}\n`);
    });
}

function listCommand(context: CommandContext): Command {
  const { runtime } = context;
  return new Command("list")
    .description("Say which keys there are, what they may do, and when they were last used.")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const keys = await withBook(context, (book) => book.list());
      const facts = keys.map((key) => describe(key, runtime.now()));
      if (json) runtime.stdout.write(`${JSON.stringify(facts)}\n`);
      else if (facts.length === 0) {
        runtime.stdout.write("There are no keys: storecast key create makes one.\n");
      } else for (const fact of facts) runtime.stdout.write(`${toLine(fact)}\n`);
    });
}

function revokeCommand(context: CommandContext): Command {
  return new Command("revoke")
    .description("End a key for good; within some 10 seconds nobody gets in with it, and sockets are closed.")
    .argument("<key>", "its name or id, as list prints them")
    .action(async (named: string) => {
      const { name, id } = await withBook(context, (book) => book.revoke(named, getUser()));
      context.runtime.stdout.write(`The key ${name} (${id}) is revoked.\n`);
    });
}

/** A key for people and scripts; nothing of its secret. */
function describe(key: ApiKey, now: Date) {
  const state = key.revokedAt ? "revoked" : key.expiresAt && key.expiresAt <= now ? "expired" : "holds";
  const { id, name, role, regionCodes, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt, revokedBy } =
    key;
  return {
    ...{ id, name, state, role, regionCodes, createdAt, createdBy, expiresAt, lastUsedAt },
    ...{ revokedAt, revokedBy },
  };
}

function introduce({ name, id, role, regionCodes, expiresAt }: ApiKey): string {
  const where = regionCodes === null ? "all regions" : regionCodes.join(", ");
  const until = expiresAt ? `until ${expiresAt.toISOString()}` : "for good";
  return `The key ${name} (${id}) is a ${role}'s for ${where}, ${until}`;
}

function toLine(fact: ReturnType<typeof describe>): string {
  const day = (at: Date | null) => at?.toISOString().slice(0, 16).replace("T", " ") ?? "never";
  const where = fact.regionCodes === null ? "all regions" : fact.regionCodes.join(",");
  return [
    `${fact.state.padEnd(7)} ${fact.id} ${fact.name.padEnd(20)} ${fact.role.padEnd(8)} ${where.padEnd(12)}`,
    `made ${day(fact.createdAt)} by ${fact.createdBy}, used ${day(fact.lastUsedAt)}, expires ${day(fact.expiresAt)}`,
  ].join(" ");
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * When a key ends.
 *
 * @param text hours, days or weeks from now, or a day, whose beginning in UTC it is
 */
export function parseExpiry(text: string, now: Date): Date {
  const [, count, unit = ""] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const at = new Date(
    count !== undefined ? now.getTime() + Number(count) * UNIT_MS[unit]! : `${text}T00:00:00Z`,
  );
  const isDay =
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  if (count === undefined && !isDay) {
    throw new InvalidInputError(
      `--expires ${text} must be hours, days or weeks such as 12h, 90d or 4w, or a day such as 2027-01-31.`,
    );
  }
  return at;
}

async function withBook<T>(context: CommandContext, work: (book: KeyBook) => Promise<T>): Promise<T> {
  return await withCommandServers(context, { mlflow: false }, async ({ databaseUrl }) => {
    const { now } = context.runtime;
    const logger = createCommandLogger(context, "key");
    const pool = makePool({ url: databaseUrl, max: 1, logger });
    try {
      const audit = createAuditLog({ db: pool, now, logger });
      return await work(auditKeys(makeKeyBook({ pool, now, randomBytes }), audit));
    } finally {
      await pool.end();
    }
  });
}
