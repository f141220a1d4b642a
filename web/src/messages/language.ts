/** Language of the page if neither the person nor the browser names one there is. */
export const FALLBACK = "en";

/** The language to begin with: what was chosen before, else the first of the browser's that there is. */
export function chooseLanguage(
  chosen: string | null,
  browserLanguages: readonly string[],
  available: readonly string[],
): string {
  const wished = [...(chosen === null ? [] : [chosen]), ...browserLanguages.map(languageOf)];
  return wished.find((language) => available.includes(language)) ?? FALLBACK;
}

/** How figures and dates are written: as the browser has it for this language, such as `de-AT`. */
export function chooseLocale(language: string, browserLanguages: readonly string[]): string {
  return browserLanguages.find((tag) => languageOf(tag) === language) ?? language;
}

function languageOf(tag: string): string {
  return tag.split("-")[0]!.toLowerCase();
}
