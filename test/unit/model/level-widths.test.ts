import { expect, test } from "@jest/globals";
import { DEFAULT_CALIBRATION, getStretch } from "../../../src/model/calibration.js";
import { makeHalfWidth } from "../../../src/model/interval.js";
import { getLevelWidths, shareShape } from "../../../src/model/level-widths.js";

const { shape } = DEFAULT_CALIBRATION;

test("equal shapes are one object", () => {
  const copies = [1, 2].map(() => shareShape(shape.map((knot) => ({ ...knot }))));
  expect(copies[0]).toBe(copies[1]);
  expect(shareShape(shape.slice(1))).not.toBe(copies[0]);
});

test.each([0.1, 0.5, 0.8, 0.95, 0.999])(
  "the widths of level %p are to the bit those of each model",
  (level) => {
    const widths = getLevelWidths(level);
    const scale = 1.37;
    expect(widths.halfWidth).toBe(makeHalfWidth(level));
    expect((scale * widths.getReach(shareShape(shape))) / widths.halfWidth).toBe(
      getStretch({ scale, shape }, level),
    );
  },
);

test("of two levels in turn each has its own", () => {
  const [one, other] = [0.5, 0.8].map((level) => getLevelWidths(level).halfWidth);
  expect([0.5, 0.8].map((level) => getLevelWidths(level).halfWidth)).toEqual([one, other]);
  expect(one).not.toBe(other);
});
