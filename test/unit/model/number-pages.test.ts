import { expect, test } from "@jest/globals";
import { placeNumbers } from "../../../src/model/number-pages.js";

const read = ({ page, start }: ReturnType<typeof placeNumbers>, length: number) =>
  Array.from(page.subarray(start, start + length));

test("numbers lie one after the other, and stay what they are", () => {
  const laid = Array.from({ length: 300 }, (_, i) => Array.from({ length: 60 }, (_, k) => 1_000 * i + k));
  const places = laid.map(placeNumbers);
  expect(places.map((place) => read(place, 60))).toEqual(laid);
  const pages = new Set(places.map(({ page }) => page));
  // 18,000 numbers on pages of 4,096, of which another test's may have begun the first
  expect(pages.size).toBeLessThanOrEqual(6);
  const neighbours = places.filter(({ page, start }, i) => {
    const before = places[i - 1];
    return before !== undefined && page === before.page && start === before.start + 60;
  });
  expect(neighbours.length).toBe(300 - pages.size);
});

test("numbers that are longer than a page, or none, have a place too", () => {
  const many = Array.from({ length: 10_000 }, (_, i) => i / 3);
  expect(read(placeNumbers(many), many.length)).toEqual(many);
  expect(read(placeNumbers([]), 0)).toEqual([]);
  expect(read(placeNumbers([7]), 1)).toEqual([7]);
});
