import { afterAll, beforeAll, describe } from "@jest/globals";
import type { PageWorld } from "../../support/page.js";
import { describeCompare } from "./rooms/compare.js";
import { describePictures } from "./rooms/pictures.js";
import { describeRefresh } from "./rooms/refresh.js";
import { describeShell } from "./rooms/shell.js";
import { describeStore } from "./rooms/store.js";
import { startRoomsWorld } from "./rooms/world.js";

let world: PageWorld;
beforeAll(async () => {
  world = await startRoomsWorld();
}, 180_000);
afterAll(() => world.close());

// those that only look come first: what the store's room and the refreshes change stays changed
describe.each([
  ["pictures", describePictures],
  ["comparison", describeCompare],
  ["shell", describeShell],
  ["store", describeStore],
  ["refresh", describeRefresh],
])("%s:", (_, describeRoom) => describeRoom(() => world));
