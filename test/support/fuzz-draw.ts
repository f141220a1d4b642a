import fc from "fast-check";
import { HOSTILE_STRINGS } from "./hostile-strings.js";

/** Chances of one request. */
export interface Draw {
  /** A whole number from 0 to one less. */
  below(count: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

const upTo = (max: number) => fc.nat(max);

/** Whatever a function makes of chances. */
export function drawn<T>(make: (draw: Draw) => T): fc.Arbitrary<T> {
  return fc.gen().map((gen) => {
    const below = (count: number) => gen(upTo, count - 1);
    return make({
      below,
      chance: (percent) => below(100) < percent,
      pick: (from) => from[below(from.length)]!,
    });
  });
}

/** What stands where something else was asked for. */
export const ODD_VALUES: readonly unknown[] = [
  ...[null, true, -1, 0.5, 1e308, 2 ** 53, "", [], [[]], [[[null]]], {}, { __proto__: 1 }, [{}]],
  JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{}}}') as unknown,
];

/** A few edits of a text. @param tokens what else may come into it */
export function damage(source: string, tokens: readonly string[], draw: Draw): string {
  let text = source;
  for (let edits = 1 + draw.below(4); edits > 0; edits -= 1) {
    const at = draw.below(text.length + 1);
    const end = Math.min(text.length, at + draw.below(12));
    const put = [
      "",
      text.slice(at, end).repeat(2),
      draw.pick(tokens),
      draw.pick(HOSTILE_STRINGS).slice(0, 200),
      [...text.slice(at, end)].reverse().join(""),
    ];
    text = text.slice(0, at) + draw.pick(put) + text.slice(end);
  }
  return text;
}
