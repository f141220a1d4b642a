/** The state of each thing that may change, as text; no state of a thing comes twice. */
export type Snapshot = Readonly<Record<string, string>>;

/** A change that was made, and what was true after it. */
export interface Change {
  name: string;
  startedAt: number;
  /** When whoever made it was told that it is done. */
  doneAt: number;
  truth: Snapshot;
}

/** An answer. */
export interface Sighting {
  process: string;
  beganAt: number;
  endedAt: number;
  seen: Snapshot;
}

/** By when a change is in every answer, ms after it is done. */
const LIMIT_MS = 1_000;

/**
 * Sentences on answers that show what was out of date for more than a second when they began, or that go back behind what an earlier answer
 * of the same process has shown. States in the midst of a change count as neither.
 */
export function findBrokenPromises(
  first: Snapshot,
  changes: readonly Change[],
  sightings: readonly Sighting[],
): string[] {
  return Object.keys(first).flatMap((thing) => {
    const states = [{ text: first[thing], doneAt: -Infinity, name: "the start" }];
    for (const { truth, doneAt, name } of changes) {
      if (truth[thing] !== states.at(-1)?.text) states.push({ text: truth[thing], doneAt, name });
    }
    const isAmid = ({ beganAt, endedAt }: Sighting) =>
      changes.some(({ startedAt, doneAt }) => startedAt <= endedAt && beganAt <= doneAt + LIMIT_MS);
    const placeOf = ({ seen }: Sighting) => states.findIndex(({ text }) => text === seen[thing]);
    const newestBefore = makeNewestBefore(sightings, placeOf);
    return sightings.flatMap((sighting) => {
      const { process, beganAt, seen } = sighting;
      const what = `${process}: ${thing} is "${seen[thing]}"`;
      const place = placeOf(sighting);
      if (place < 0) return isAmid(sighting) ? [] : [`${what}, which it never was`];
      const next = states[place + 1];
      if (next && next.doneAt + LIMIT_MS < beganAt) {
        return [`${what}, ${Math.round(beganAt - next.doneAt)} ms after ${next.name}`];
      }
      const newest = newestBefore(sighting);
      return place < newest ? [`${what} after it was "${states[newest]?.text}"`] : [];
    });
  });
}

/** The newest state that answers of the same process had shown when an answer began, by its place. */
function makeNewestBefore(
  sightings: readonly Sighting[],
  placeOf: (sighting: Sighting) => number,
): (sighting: Sighting) => number {
  const newest = new Map<Sighting, number>();
  for (const name of new Set(sightings.map(({ process }) => process))) {
    const own = sightings.filter(({ process }) => process === name);
    const ended = own.toSorted((a, b) => a.endedAt - b.endedAt);
    let count = 0;
    let place = 0;
    for (const sighting of own.toSorted((a, b) => a.beganAt - b.beganAt)) {
      for (let next = ended[count]; next && next.endedAt <= sighting.beganAt; next = ended[++count]) {
        place = Math.max(place, placeOf(next));
      }
      newest.set(sighting, place);
    }
  }
  return (sighting) => newest.get(sighting) ?? 0;
}
