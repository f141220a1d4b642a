import { dayOfColumn, type ColumnId } from "./columns.js";

/** Least width in rem, and share of what is left over. */
type Track = readonly [least: number, share: number];

const TRACKS: Readonly<Record<Exclude<ColumnId, `day${number}`>, Track>> = {
  choose: [2.5, 0],
  store: [9.5, 2],
  region: [6.5, 1.5],
  status: [6.75, 3],
  total: [4.75, 1],
  week: [4.75, 0.75],
  year: [4.75, 0.75],
  trained: [6.5, 1],
  wape: [3.75, 0.5],
};
const DAY: Track = [3.75, 1];

/** A phone has less room for what a row is told by. */
const NARROW_TRACKS: Partial<typeof TRACKS> = { choose: [2.25, 0], store: [6, 2], status: [6.75, 1] };

export interface Layout {
  /** `grid-template-columns` of the rows: equal in all of them, because they depend on the grid's width alone. */
  tracks: string;
  /** Least width of the rows, rem. */
  width: number;
  /** Width of the columns that stay when the others are scrolled, rem. */
  sticky: number;
}

/** How wide columns are. */
export function makeLayout(columns: readonly ColumnId[], isNarrow: boolean): Layout {
  const trackOf = (id: ColumnId): Track => {
    if (dayOfColumn(id) !== null) return DAY;
    const name = id as keyof typeof TRACKS;
    return (isNarrow ? NARROW_TRACKS[name] : undefined) ?? TRACKS[name];
  };
  const tracks = columns.map(trackOf);
  const width = tracks.reduce((sum, [least]) => sum + least, 0);
  return {
    tracks: tracks
      .map(([least, share]) => (share === 0 ? `${least}rem` : `minmax(${least}rem, ${share}fr)`))
      .join(" "),
    width,
    sticky: trackOf("choose")[0] + trackOf("store")[0],
  };
}
