/** A statistic for each horizon, right-aligned: over the values of that horizon and, where these are fewer than the window, of those before it. */
export interface Rolled {
  /** Ascending; the first ones, before which there are too few values, are left out. */
  horizons: number[];
  values: number[];
}

/**
 * Prophet's rolling mean: each over exactly `window` values, the oldest horizon taking part by the mean of its own.
 *
 * @param horizons of the values, ascending
 * @param window >= 1
 */
export function rollMean(values: readonly number[], horizons: readonly number[], window: number): Rolled {
  const groups = group(values, horizons);
  const rolled: Rolled = { horizons: [], values: [] };
  let sum = 0;
  let count = 0;
  let trailing = groups.length - 1;
  for (let i = groups.length - 1; i >= 0; i--) {
    const { members } = groups[i]!;
    const own = add(members);
    sum += own;
    count += members.length;
    while (count >= window) {
      const excess = ((count - window) * own) / members.length;
      rolled.horizons.unshift(groups[trailing]!.horizon);
      rolled.values.unshift((sum - excess) / window);
      sum -= add(groups[trailing]!.members);
      count -= groups[trailing]!.members.length;
      trailing--;
    }
  }
  return rolled;
}

/** Prophet's rolling median: each over at least `window` values, the last ones of the horizons before taking part. As {@link rollMean}. */
export function rollMedian(values: readonly number[], horizons: readonly number[], window: number): Rolled {
  const rolled: Rolled = { horizons: [], values: [] };
  let from = 0;
  for (const { horizon, members } of group(values, horizons)) {
    const borrowed = Math.max(0, window - members.length);
    if (borrowed <= from) {
      rolled.horizons.push(horizon);
      rolled.values.push(median(values.slice(from - borrowed, from + members.length)));
    }
    from += members.length;
  }
  return rolled;
}

function group(values: readonly number[], horizons: readonly number[]) {
  const groups: { horizon: number; members: number[] }[] = [];
  values.forEach((value, i) => {
    const horizon = horizons[i]!;
    if (groups.at(-1)?.horizon === horizon) groups.at(-1)!.members.push(value);
    else groups.push({ horizon, members: [value] });
  });
  return groups;
}

function add(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** NaN if any value is. */
function median(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
