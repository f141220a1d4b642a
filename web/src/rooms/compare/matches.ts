import { fold } from "../../format/fold.js";

/** A store that can be chosen. */
export interface StoreName {
  code: string;
  name: string;
}

export interface Matches<Store extends StoreName> {
  /** The best few. */
  shown: Store[];
  /** How many match. */
  count: number;
}

/**
 * Stores whose code and name have every word of a text, whatever their case and accents: the one with this code first, then
 * codes that begin so, then the others, each in their own order.
 *
 * @param most how many are shown
 */
export function matchStores<Store extends StoreName>(
  stores: readonly Store[],
  text: string,
  most: number,
): Matches<Store> {
  const wanted = fold(text.trim());
  const words = wanted.split(/\s+/);
  const rank = ({ code }: Store) => {
    const folded = fold(code);
    return folded === wanted ? 0 : folded.startsWith(wanted) ? 1 : 2;
  };
  const found = stores
    .filter(({ code, name }) => {
      const searched = fold(`${code} ${name}`);
      return words.every((word) => searched.includes(word));
    })
    .map((store) => ({ store, rank: rank(store) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ store }) => store);
  return { shown: found.slice(0, most), count: found.length };
}
