import { ServiceUnavailableError } from "../errors.js";
import { withinLimit } from "../time-limit.js";
import type { StateVersions } from "./state-versions.js";

/** How often the versions were asked for. */
export interface LeaseCounts {
  /** Questions to the database that were answered. */
  succeeded: number;
  failed: number;
  /** Times that somebody had to wait for an answer. */
  waits: number;
}

/** Knows what versions of state this process may take for the present ones. */
export interface StateLease {
  /**
   * The versions as they are, or were within the last 0.8 s and as far as is known still are. At once, and without asking anybody, while that is known; else
   * from the database: calls at once share a question, and no call gets the answer to one that was out of date when the call was made. Null where the
   * database does not answer.
   */
  hold(): StateVersions | null | Promise<StateVersions | null>;
  /** What is known is out of date: the next call asks. */
  drop(): void;
  getCounts(): LeaseCounts;
}

export interface StateLeaseOptions {
  /** Asks the database. */
  load: () => Promise<StateVersions>;
  /**
   * Makes the process follow to these versions, before anybody may hold them; must take no more than a fraction of a second. What was known under the
   * versions held before is good until the moment given, by the elapsed time.
   */
  follow: (versions: StateVersions, goodUntilMs: number) => Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
  onFailure: (error: unknown) => void;
}

/** The longest that an answer is relied on, counted from the question: what is left of a second is for following. */
const LEASE_MS = 800;
/**
 * Past this age the next call renews it in the background, so that calls that come steadily do not wait, even where a training leaves the database hardly
 * any time.
 */
const RENEW_MS = LEASE_MS / 4;
/** A database that takes longer is not waited for. */
const PATIENCE_MS = 2_000;
/** While a database is away nobody asks it for so long after a failure. */
const PAUSE_MS = 500;

interface Question {
  askedAtMs: number;
  /** Place in the order of questions, calls and drops. */
  place: number;
  /** Null where there was none. */
  answer: Promise<StateVersions | null>;
}

interface Held extends Pick<Question, "askedAtMs" | "place"> {
  versions: StateVersions;
}

/** Asks nothing before it is asked, and nothing while nobody does. */
export function makeStateLease({ load, follow, getElapsedMs, onFailure }: StateLeaseOptions): StateLease {
  let held: Held | null = null;
  let open: Question | null = null;
  let failedAtMs = -Infinity;
  let lastPlace = 0;
  let droppedAt = 0;
  const counts: LeaseCounts = { succeeded: 0, failed: 0, waits: 0 };

  const isCurrent = ({ askedAtMs, place }: Pick<Held, "askedAtMs" | "place">, ageMs = LEASE_MS) =>
    place > droppedAt && getElapsedMs() - askedAtMs < ageMs;

  async function answer(question: Pick<Question, "askedAtMs" | "place">): Promise<StateVersions | null> {
    try {
      const versions = await withinLimit(load(), PATIENCE_MS, makeLateError);
      await follow(versions, held ? held.askedAtMs + LEASE_MS : question.askedAtMs);
      counts.succeeded++;
      held = { ...question, versions };
      return versions;
    } catch (error) {
      counts.failed++;
      failedAtMs = getElapsedMs();
      held = null;
      onFailure(error);
      return null;
    }
  }

  function ask(): Question {
    const when = { askedAtMs: getElapsedMs(), place: ++lastPlace };
    const question = { ...when, answer: answer(when) };
    open = question;
    void question.answer.then(() => (open = null));
    return question;
  }

  async function wait(): Promise<StateVersions | null> {
    const place = ++lastPlace;
    counts.waits++;
    for (;;) {
      const question = open ?? ask();
      const versions = await question.answer;
      if (versions === null || question.place > place || isCurrent(question)) return versions;
    }
  }

  return {
    hold() {
      if (held && isCurrent(held)) {
        if (!open && !isCurrent(held, RENEW_MS)) ask();
        return held.versions;
      }
      if (!open && getElapsedMs() - failedAtMs < PAUSE_MS) return null;
      return wait();
    },
    drop() {
      droppedAt = ++lastPlace;
    },
    getCounts: () => ({ ...counts }),
  };
}

function makeLateError(): ServiceUnavailableError {
  return new ServiceUnavailableError("database", `The database did not answer within ${PATIENCE_MS} ms.`);
}
