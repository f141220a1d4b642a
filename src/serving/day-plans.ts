import type { ClosedReason } from "./types.js";

/** What is known or assumed of the days of a window before anything is forecast, one element a day. Stores of which it is equal share it. */
export interface DayPlan {
  isOpen: readonly boolean[];
  /** Null on days that the store trades. */
  closedReasons: readonly (ClosedReason | null)[];
  isAssumed: readonly boolean[];
}

const REASONS = [null, "PLANNED", "HOLIDAY", "WEEKDAY"] as const;
const CODES = { PLANNED: 1, HOLIDAY: 2, WEEKDAY: 3 } as const;
const ASSUMED = 4;

interface Kept {
  codes: Uint8Array;
  plan: DayPlan;
}

/** Makes the plans of a window, each kind once: a chain of a thousand stores has a dozen. */
export class DayPlans {
  /** By a digest of the codes; of two plans with one digest the first is kept. */
  private readonly kept = new Map<number, Kept>();
  private readonly codes: Uint8Array;

  /** @param length days of the window */
  constructor(length: number) {
    this.codes = new Uint8Array(length);
  }

  /** Kinds made. */
  get size(): number {
    return this.kept.size;
  }

  /** Writes down a day of the plan at hand. */
  note(i: number, closedReason: ClosedReason | null, isAssumed: boolean): void {
    this.codes[i] = (closedReason === null ? 0 : CODES[closedReason]) + (isAssumed ? ASSUMED : 0);
  }

  /** The plan at hand, once all its days are noted. */
  take(): DayPlan {
    const { codes } = this;
    let digest = 0;
    for (let i = 0; i < codes.length; i++) digest = (Math.imul(digest, 31) + codes[i]!) | 0;
    const kept = this.kept.get(digest);
    if (kept && isEqual(kept.codes, codes)) return kept.plan;
    const plan = makePlan(codes);
    if (!kept) this.kept.set(digest, { codes: codes.slice(), plan });
    return plan;
  }
}

function makePlan(codes: Uint8Array): DayPlan {
  const all = Array.from(codes);
  const closedReasons = all.map((code) => REASONS[code % ASSUMED] ?? null);
  return {
    isOpen: closedReasons.map((reason) => reason === null),
    closedReasons,
    isAssumed: all.map((code) => code >= ASSUMED),
  };
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
