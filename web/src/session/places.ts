/** Where providers send people back to; it has to be registered with them. */
export const CALLBACK = "/callback";

/** The place of the page that an address names. */
export function placeOf({ pathname, search, hash }: Pick<URL, "pathname" | "search" | "hash">): string {
  return `${pathname}${search}${hash}`;
}
