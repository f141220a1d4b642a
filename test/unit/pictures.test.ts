import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { PNG } from "pngjs";
import { comparePictures, expectPicture } from "../support/pictures.js";

/** A white picture with black pixels at these places. */
function paint(places: readonly (readonly [x: number, y: number])[], width = 200, height = 100): Buffer {
  const png = new PNG({ width, height });
  png.data.fill(255);
  for (const [x, y] of places) png.data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return PNG.sync.write(png, { filterType: 0 });
}

/** A filled square. */
const square = (left: number, top: number, edge: number) =>
  Array.from({ length: edge * edge }, (_, i) => [left + (i % edge), top + Math.floor(i / edge)] as const);

const BLANK = paint([]);

describe("two pictures", () => {
  test("are the same with noise scattered over them", () => {
    const noise = Array.from({ length: 60 }, (_, i) => [(i * 37) % 200, (i * 61) % 100] as const);
    expect(comparePictures(BLANK, paint(noise)).kind).toBe("none");
  });

  test("differ by a word, however large they are", () => {
    const wide = (places: readonly (readonly [number, number])[]) => paint(places, 1_280, 900);
    expect(comparePictures(wide([]), wide(square(700, 500, 8))).kind).toBe("pixels");
  });

  test("differ by something that has moved", () => {
    const [here, there] = [paint(square(20, 20, 10)), paint(square(26, 20, 10))];
    expect(comparePictures(here, there).kind).toBe("pixels");
  });

  test("differ by their size", () => {
    expect(comparePictures(BLANK, paint([], 200, 90))).toEqual({
      ...{ kind: "size", stored: "200x100", actual: "200x90" },
    });
  });
});

describe("a stored picture", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "storecast-pictures-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("is written when it is renewed, and left alone where nothing differs", async () => {
    await expectPicture("fleet", BLANK, { folder, isRenewing: true });
    await expectPicture("fleet", paint([[3, 3]]), { folder, isRenewing: true });
    expect(await readFile(join(folder, "fleet.png"))).toEqual(BLANK);
    await expectPicture("fleet", BLANK, { folder, isRenewing: false });
  });

  test("that differs leaves the actual picture and the difference, until it is the same again", async () => {
    await expectPicture("fleet", BLANK, { folder, isRenewing: true });
    const other = paint(square(20, 20, 10));
    const files = ["actual", "diff"].map((what) => join(folder, "differing", `fleet.${what}.png`));
    await expect(expectPicture("fleet", other, { folder, isRenewing: false })).rejects.toThrow(
      /^fleet is not as stored: \d+ pixels .* npm run pictures$/,
    );
    expect(files.map((file) => existsSync(file))).toEqual([true, true]);
    await expectPicture("fleet", BLANK, { folder, isRenewing: false });
    expect(files.map((file) => existsSync(file))).toEqual([false, false]);
  });

  test("that is missing is told, and is not made by itself", async () => {
    await expect(expectPicture("fleet", BLANK, { folder, isRenewing: false })).rejects.toThrow(
      "none is stored",
    );
    expect(existsSync(join(folder, "fleet.png"))).toBe(false);
  });
});
