import type { Messages } from "use-intl";

/** One file a language: whoever adds `messages/fr.json` has added French. */
const files = import.meta.glob<Messages>("../../messages/*.json", { import: "default" });

const loaders = new Map(
  Object.entries(files).map(([path, load]) => [path.replace(/^.*\/(.+)\.json$/, "$1"), load]),
);

/** Languages there are, by their codes. */
export const LANGUAGES: readonly string[] = [...loaders.keys()].sort();

/** @throws Error if there is no such language, or its file cannot be fetched */
export function loadMessages(language: string): Promise<Messages> {
  const load = loaders.get(language);
  if (!load) throw new Error(`There is no messages/${language}.json.`);
  return load();
}
