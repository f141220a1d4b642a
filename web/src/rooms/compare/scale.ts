/** What the lines are drawn in: units, or an index so that small and large stores are seen in one chart. */
export const SCALES = ["units", "index"] as const;
export type Scale = (typeof SCALES)[number];

/** Reads a scale from an address; units where it names none. */
export function decodeScale(text: string | null): Scale {
  return SCALES.find((scale) => scale === text) ?? "units";
}

/** As it stands in an address; null where it need not. */
export function encodeScale(scale: Scale): string | null {
  return scale === "units" ? null : scale;
}
