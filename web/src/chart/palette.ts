import type { ChartColor } from "./types.js";

/** Colours and type of a chart, as a canvas takes them. */
export interface Palette {
  ink: string;
  inkSoft: string;
  line: string;
  surface: string;
  focus: string;
  closed: string;
  promo: string;
  holiday: string;
  series: Record<ChartColor, string>;
  band: Record<ChartColor, string>;
  /** Family of the letters. */
  family: string;
  /** Size of the letters, CSS pixels. */
  letters: number;
}

const COLORS: readonly ChartColor[] = [
  ...(["series-1", "series-2", "series-3", "series-4", "series-5", "series-6"] as const),
  "ink-soft",
];

/** Works the tokens out where they hold: a canvas knows no variables. */
export function readPalette(place: HTMLElement): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  place.append(probe);
  const resolve = (color: string) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const ofColors = (write: (token: string) => string) =>
    Object.fromEntries(COLORS.map((token) => [token, resolve(write(token))])) as Record<ChartColor, string>;
  const { fontFamily, fontSize } = getComputedStyle(place);
  const palette: Palette = {
    ink: resolve("var(--ink)"),
    inkSoft: resolve("var(--ink-soft)"),
    line: resolve("var(--line)"),
    surface: resolve("var(--surface)"),
    focus: resolve("var(--focus)"),
    closed: resolve("color-mix(in srgb, var(--ink) 7%, transparent)"),
    promo: resolve("var(--mark-promo)"),
    holiday: resolve("var(--mark-holiday)"),
    series: ofColors((token) => `var(--${token})`),
    band: ofColors((token) => `color-mix(in srgb, var(--${token}) 18%, transparent)`),
    family: fontFamily,
    letters: Number.parseFloat(fontSize),
  };
  probe.remove();
  return palette;
}

/** Calls back whenever colours or letters may have changed. @returns ends it */
export function watchPalette(onChange: () => void): () => void {
  const media = ["(prefers-color-scheme: dark)", "(min-width: 2400px)"].map((query) => matchMedia(query));
  const theme = new MutationObserver(onChange);
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  for (const list of media) list.addEventListener("change", onChange);
  return () => {
    theme.disconnect();
    for (const list of media) list.removeEventListener("change", onChange);
  };
}

/** Lengths of strokes and gaps, CSS pixels. */
export const DASHES = { solid: [], dashed: [7, 4], dotted: [2, 3] } as const;
