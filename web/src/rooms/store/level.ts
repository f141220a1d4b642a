/** Levels that can be chosen, whole per cent. */
export const LEAST_LEVEL = 50;
export const MOST_LEVEL = 99;
export const USUAL_LEVEL = 80;

/** Reads a level in per cent from an address; what is no level there is the usual one. */
export function decodeLevel(text: string | null): number {
  const level = Number(text);
  return Number.isInteger(level) && level >= LEAST_LEVEL && level <= MOST_LEVEL ? level : USUAL_LEVEL;
}

/** As it stands in an address; null where it need not. */
export function encodeLevel(level: number): string | null {
  return level === USUAL_LEVEL ? null : String(level);
}
