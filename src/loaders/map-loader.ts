import DataLoader from "dataloader";

/**
 * A loader over a batch call that answers with a map; keys that are absent from it are null.
 * The call is made once for all keys of a tick.
 */
export function createMapLoader<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
): DataLoader<K, V | null> {
  return new DataLoader(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key) ?? null);
  });
}
