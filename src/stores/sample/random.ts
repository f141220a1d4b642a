/** Repeatable random numbers: the same key gives the same sequence everywhere. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Whole number in [0, below). */
  below(below: number): number;
}

/** What random numbers are drawn for: the second part of a key, so that no two purposes share a sequence. */
export const STREAM = {
  shocks: 1,
  states: 2,
  types: 3,
  noises: 4,
  closures: 5,
  profiles: 6,
  sales: 7,
  holidays: 8,
  distances: 9,
  intervals: 10,
  details: 11,
} as const;

const UINT32 = 0x1_0000_0000;

/** A sequence of its own for each key, such as (seed, purpose, store): the generator is sfc32. */
export function makeRandom(...key: readonly number[]): Random {
  let [a, b, c, counter] = [mix(key, 1), mix(key, 2), mix(key, 3), 1];
  let spare: number | null = null;

  function uniform(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / UINT32;
  }

  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  // The first numbers still show the key.
  for (let i = 0; i < 12; i++) uniform();
  return { uniform, normal, below: (below) => Math.floor(uniform() * below) };
}

/** The numbers 0 to count - 1 in random order. */
export function shuffle(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** 32 bits of a key: murmur3's steps and finaliser. */
function mix(key: readonly number[], salt: number): number {
  let hash = Math.imul(salt, 0x9e3779b9);
  for (const part of key) {
    const scrambled = Math.imul(part | 0, 0xcc9e2d51);
    hash ^= Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
