import { relative, sep } from "node:path";
import Sequencer from "@jest/test-sequencer";

/** Folders of tests, those with the longest files first. */
const FOLDERS = ["chaos", "e2e", "integration", "unit"];

const rankOf = ({ path, context }) =>
  FOLDERS.indexOf(relative(context.config.rootDir, path).split(sep)[1] ?? "");

/**
 * Starts the long files first, and the many short ones last, so that no worker is left alone with a long one. Jest itself goes
 * by the durations that it remembers, and on a fresh machine by the sizes of the files: the shortest takes the longest.
 */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const known = super.sort(tests);
    return known.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
