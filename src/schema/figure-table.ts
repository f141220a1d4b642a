/** Figures in the order of the days; null where there is none. */
export type Figures = readonly (number | null)[];

/** A table of figures, a row a store, that is made as it is written: a fleet has too many to copy them first. */
export class FigureTable {
  /**
   * @param stores figures of a store each, among them the row
   * @param from place of the row's first figure
   * @param to the place after its last
   * @param decimals that figures are rounded to, half up; null leaves them as they are
   */
  constructor(
    readonly stores: readonly Figures[],
    readonly from: number,
    readonly to: number,
    readonly decimals: number | null,
  ) {}

  toJSON(): Figures[] {
    const { from, to, decimals } = this;
    return this.stores.map((figures) => roundFigures(figures.slice(from, to), decimals));
  }
}

/** Figures rounded to so many decimals, half up; null leaves them as they are. */
export function roundFigures<F extends Figures>(figures: F, decimals: number | null): F {
  if (decimals === null) return figures;
  const scale = 10 ** decimals;
  return figures.map((one) => (one === null ? null : Math.round(one * scale) / scale)) as Figures as F;
}
