import { makeChainCalendar, type ChainCalendar } from "./chain-calendar.js";
import { getSampleSpan, type SampleOptions, type SampleSpan } from "./options.js";
import { makeProfileFactory } from "./profile.js";
import { makeStoreDays, type StoreDays } from "./store-days.js";

/** A generated chain: what all stores share, and the stores one by one. */
export interface Sample {
  span: SampleSpan;
  chain: ChainCalendar;
  /** Stores by number, made as they are asked for; can be walked any number of times. */
  stores: Iterable<StoreDays>;
}

/**
 * A chain of drugstores shaped like Rossmann's: weekdays, promo weeks, pay days, holidays, closures, gaps and noise with the measures
 * of the real one. Pure: the same options give the same chain, and store k does not depend on how many stores there are.
 *
 * @throws InvalidInputError for options out of range
 */
export function generateSample(options: SampleOptions): Sample {
  const span = getSampleSpan(options);
  const chain = makeChainCalendar(options.seed, span);
  const makeProfile = makeProfileFactory(options.seed, span);
  function* walk(): Generator<StoreDays> {
    for (let store = 1; store <= options.stores; store++) {
      yield makeStoreDays(options.seed, makeProfile(store), chain, span);
    }
  }
  return { span, chain, stores: { [Symbol.iterator]: walk } };
}
