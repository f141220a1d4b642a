/** More lines in one chart cannot be told apart. */
export const MOST = 6;

/** What an address asks to compare, and what of it is compared. */
export interface ChosenStores {
  /** Codes, in the order of choosing. */
  compared: readonly string[];
  /** How many there are beyond. */
  beyond: number;
}

/** The first six are compared. */
export function takeFirst(codes: readonly string[]): ChosenStores {
  return { compared: codes.slice(0, MOST), beyond: Math.max(0, codes.length - MOST) };
}

/** Stores by the order of choosing, which the API does not know. */
export function inOrder<Store extends { code: string }>(
  stores: readonly Store[],
  codes: readonly string[],
): Store[] {
  const places = new Map(codes.map((code, place) => [code, place]));
  return stores
    .filter(({ code }) => places.has(code))
    .sort((one, other) => places.get(one.code)! - places.get(other.code)!);
}

/** Codes that no store has. */
export function findUnknown(stores: readonly { code: string }[], codes: readonly string[]): string[] {
  const known = new Set(stores.map(({ code }) => code));
  return codes.filter((code) => !known.has(code));
}
