import { setFlagsFromString } from "node:v8";

setFlagsFromString("--allow-natives-syntax");

/** How many hidden classes V8 has for these objects: code that reads objects of many is slow. */
export function countHiddenClasses(objects: readonly object[]): number {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const haveSameClass = new Function("one", "other", "return %HaveSameMap(one, other)") as (
    one: object,
    other: object,
  ) => boolean;
  const distinct: object[] = [];
  for (const object of objects) {
    if (!distinct.some((one) => haveSameClass(one, object))) distinct.push(object);
  }
  return distinct.length;
}
