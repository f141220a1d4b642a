import type { StateLease } from "../database/state-lease.js";
import type { ChampionFollower } from "../serving/champion-follower.js";
import type { Serving } from "../serving/types.js";
import type { AnswerState } from "./answer-state.js";

/** Offsets of time zones are whole quarters of an hour: within one it is the same day everywhere. */
const QUARTER_MS = 15 * 60_000;

interface AnswerStateOptions {
  lease: Pick<StateLease, "hold">;
  champions: Pick<ChampionFollower, "getLapses">;
  serving: Pick<Serving, "getChangeCount">;
  /** The clock that decides "today". */
  now: () => Date;
}

/**
 * Names the state that catalogue, history and serving of this process are in. Another process has other names for the same state.
 *
 * A name does not come back: an answer that was worked out while the state changed is of no harm under the name from before.
 */
export function makeAnswerState({ lease, champions, serving, now }: AnswerStateOptions): AnswerState {
  return {
    async getName() {
      const held = lease.hold();
      const versions = held instanceof Promise ? await held : held;
      if (!versions) return null;
      const quarter = Math.floor(now().getTime() / QUARTER_MS);
      const known = `${serving.getChangeCount()}/${champions.getLapses()}`;
      return `${versions.stores.name}/${versions.champions.name}/${known}/${quarter}`;
    },
  };
}
