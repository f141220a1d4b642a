/** Which colours: those of the system unless the person chose. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORED_AS = "storecast.theme";

/** The theme chosen on an earlier visit. */
export function readTheme(storage: Pick<Storage, "getItem">): Theme {
  const stored = storage.getItem(STORED_AS);
  return THEMES.find((theme) => theme === stored) ?? "system";
}

/** Shows a theme, without keeping it. */
export function showTheme(theme: Theme, root: HTMLElement): void {
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}

/** Keeps a theme for the next visit. */
export function storeTheme(theme: Theme, storage: Pick<Storage, "setItem" | "removeItem">): void {
  if (theme === "system") storage.removeItem(STORED_AS);
  else storage.setItem(STORED_AS, theme);
}
