import { createPostgresBackend, type PostgresQueueBackend } from "bullmq";

/** How long a measured difference of clocks holds, ms. */
const REMEASURE_MS = 10_000;
/** A difference below this is left alone, ms: it is as much the way to the database as the clock. */
const TOLERANCE_MS = 1_000;
/** Numbers from here on are moments, in ms since 1970; a duration of this size lasts 30 years. */
const FIRST_MOMENT = 1e12;

/** What a backend of BullMQ sends every statement through. */
interface Statements {
  query(sql: string, values: unknown[]): Promise<Answer>;
  run(command: string, values: unknown[]): Promise<Answer>;
}

interface Answer {
  rows: Record<string, unknown>[];
}

/**
 * BullMQ's PostgreSQL backend, on the database's clock.
 *
 * BullMQ sends each process's own clock along with its statements: locks end, stalled jobs are looked for and retries fall due by it. One
 * machine whose clock is ahead would take all running jobs from the others, and keep them from looking for stalled ones until
 * their clocks are where its is. So moments are moved by the difference of the two clocks on their way in, and back on their way out.
 * On Redis locks end by the server's clock, and nothing of this is needed.
 */
export const createClockedBackend: typeof createPostgresBackend = (...args) => {
  const backend = createPostgresBackend(...args);
  followDatabaseClock(backend, () => performance.now());
  return backend;
};

function followDatabaseClock(backend: PostgresQueueBackend, getElapsedMs: () => number): void {
  const statements = backend as unknown as Statements;
  const run = statements.run.bind(statements);
  let measuring: Promise<{ aheadMs: number; atMs: number }> | undefined;

  async function measure(): Promise<{ aheadMs: number; atMs: number }> {
    const before = getProcessTime();
    const { rows } = await statements.query(
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now",
      [],
    );
    const aheadMs = Math.round((before + getProcessTime()) / 2 - Number(rows[0]?.["now"]));
    return { aheadMs: Math.abs(aheadMs) < TOLERANCE_MS ? 0 : aheadMs, atMs: getElapsedMs() };
  }

  async function getAheadMs(): Promise<number> {
    measuring ??= measure();
    const mine = measuring;
    try {
      const { aheadMs, atMs } = await mine;
      if (getElapsedMs() - atMs > REMEASURE_MS && measuring === mine) measuring = undefined;
      return aheadMs;
    } catch (error) {
      if (measuring === mine) measuring = undefined;
      throw error;
    }
  }

  statements.run = async (command, values) => {
    const aheadMs = await getAheadMs();
    if (aheadMs === 0) return await run(command, values);
    const answer = await run(
      command,
      values.map((value) => (isMoment(value) ? value - aheadMs : value)),
    );
    return { ...answer, rows: answer.rows.map((row) => moveMoments(row, aheadMs)) };
  };
}

/** The clock that BullMQ reads, whatever the product's own is pinned to. */
function getProcessTime(): number {
  // eslint-disable-next-line no-restricted-syntax
  return Date.now();
}

function isMoment(value: unknown): value is number {
  return typeof value === "number" && value >= FIRST_MOMENT;
}

/** PostgreSQL's bigints arrive as text. */
function moveMoments(row: Record<string, unknown>, byMs: number): Record<string, unknown> {
  const moved = { ...row };
  for (const [column, value] of Object.entries(row)) {
    if (!column.endsWith("_ms") && column !== "next_delay") continue;
    const moment = Number(value);
    if (isMoment(moment)) moved[column] = String(moment + byMs);
  }
  return moved;
}
