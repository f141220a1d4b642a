/**
 * Name of the version that the stores and their days are known to have; another one where anything of them may be different. Null while that
 * is not known: then nothing that is remembered may be used.
 */
export type HoldStoresVersion = () => string | null | Promise<string | null>;

/**
 * Remembers one thing for the version that it was loaded under. Calls at once share a load.
 *
 * @param load what it gives may be newer than the version, never older
 * @returns what is remembered, loaded if need be; null while the version is not known
 */
export function makeRemembered<T>(
  hold: HoldStoresVersion,
  load: (version: string) => T | Promise<T>,
): () => Promise<T | null> {
  let known: { version: string; value: T | Promise<T> } | null = null;
  return async () => {
    const version = await hold();
    if (version === null) return null;
    if (known?.version === version) return known.value;
    const entry = { version, value: load(version) };
    known = entry;
    try {
      return (entry.value = await entry.value);
    } catch (error) {
      if (known === entry) known = null;
      throw error;
    }
  };
}
