import { shapeQuantileAt, type ShapeKnot } from "./calibration.js";
import { makeHalfWidth } from "./interval.js";

type Shape = readonly ShapeKnot[];

/** Each shape once: stores of a recipe have equal ones, read out of a file each. */
const shapes = new Map<string, Shape>();

/** The one object of all equal shapes. */
export function shareShape(shape: Shape): Shape {
  const key = JSON.stringify(shape);
  const known = shapes.get(key);
  if (!known) shapes.set(key, shape);
  return known ?? shape;
}

/** What all models know of a level. It takes several normal quantiles, which cost as much as a store's week. */
export class LevelWidths {
  /** In standard deviations. */
  readonly halfWidth: number;
  private readonly reaches = new Map<Shape, number>();

  /**
   * @param level nominal coverage, in (0, 1)
   * @throws ModelError for another
   */
  constructor(readonly level: number) {
    this.halfWidth = makeHalfWidth(level);
  }

  /** The half-width under a calibration of this shape and a scale of 1, in standard deviations. @param shape as {@link shareShape} gives it */
  getReach(shape: Shape): number {
    let reach = this.reaches.get(shape);
    if (reach === undefined) {
      reach = shapeQuantileAt(shape, (1 + this.level) / 2);
      this.reaches.set(shape, reach);
    }
    return reach;
  }
}

let last: LevelWidths | null = null;

/** The widths of a level; those of the level before are at hand, for a fleet is asked for one. */
export function getLevelWidths(level: number): LevelWidths {
  if (last?.level !== level) last = new LevelWidths(level);
  return last;
}
