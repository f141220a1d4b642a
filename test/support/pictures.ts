import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** Distance of two colours from which they differ, 0 to 1: edges of letters are drawn a little otherwise by each browser. */
const COLOR_DISTANCE = 0.1;
/** Choosing a filter for each row, which makes a file smaller, takes pngjs a minute for a page in a sandbox such as jest's. */
const UNFILTERED = { filterType: 0 } as const;
/** Edge of the square in which differences are counted, pixels: one letter fills a tenth of it. */
const SQUARE = 24;
/** Most pixels that may differ in any square. */
const MOST_DIFFERENT = 30;

/** How two pictures differ. */
export type PictureDifference =
  | { kind: "none" }
  | { kind: "size"; stored: string; actual: string }
  | {
      kind: "pixels";
      /** Most differing pixels in one square. */
      most: number;
      /** PNG that shows where. */
      diff: Buffer;
    };

/** Compares two PNGs of the same place. Scattered noise is no difference, and a changed word is one, however large the picture. */
export function comparePictures(stored: Buffer, actual: Buffer): PictureDifference {
  if (stored.equals(actual)) return { kind: "none" };
  const [one, other] = [PNG.sync.read(stored), PNG.sync.read(actual)];
  const { width, height } = one;
  if (width !== other.width || height !== other.height) {
    return { kind: "size", stored: `${width}x${height}`, actual: `${other.width}x${other.height}` };
  }
  const diff = new PNG({ width, height });
  const options = { threshold: COLOR_DISTANCE, windowSize: SQUARE };
  const most = pixelmatch(one.data, other.data, diff.data, width, height, options);
  return most <= MOST_DIFFERENT
    ? { kind: "none" }
    : { kind: "pixels", most, diff: PNG.sync.write(diff, UNFILTERED) };
}

/** Where pictures are kept, and whether they are to be renewed. */
export interface PictureFolder {
  folder: string;
  isRenewing: boolean;
}

/**
 * Holds that a picture is the stored one, or stores it.
 *
 * @throws Error that says how it differs, and where the actual picture and the difference were written
 */
export async function expectPicture(
  name: string,
  actual: Buffer,
  { folder, isRenewing }: PictureFolder,
): Promise<void> {
  const path = join(folder, `${name}.png`);
  const written = (what: string) => join(folder, "differing", `${name}.${what}.png`);
  await Promise.all(["actual", "diff"].map((what) => rm(written(what), { force: true })));
  if (isRenewing) {
    await mkdir(folder, { recursive: true });
    // one that is the same to the eye stays the same to git
    const known = await readFile(path).catch(ignoreMissing);
    if (!known || comparePictures(known, actual).kind !== "none") await writeFile(path, actual);
    return;
  }
  const stored = await readFile(path).catch(ignoreMissing);
  const difference = stored ? comparePictures(stored, actual) : null;
  if (difference?.kind === "none") return;
  await mkdir(dirname(written("actual")), { recursive: true });
  await writeFile(written("actual"), actual);
  if (difference?.kind === "pixels") await writeFile(written("diff"), difference.diff);
  throw new Error(
    `${name} is not as stored: ${tell(difference)}. See ${relative(process.cwd(), dirname(written("actual")))}; ` +
      "if it is as it should be: npm run pictures",
  );
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function tell(difference: Exclude<PictureDifference, { kind: "none" }> | null): string {
  if (!difference) return "none is stored";
  return difference.kind === "size"
    ? `${difference.actual} pixels, not ${difference.stored}`
    : `${difference.most} pixels of a square of ${SQUARE} differ, more than ${MOST_DIFFERENT}`;
}
