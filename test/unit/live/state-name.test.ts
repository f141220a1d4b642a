import { expect, test } from "@jest/globals";
import type { StateVersions } from "../../../src/database/state-versions.js";
import { makeAnswerState } from "../../../src/live/state-name.js";

test("the name changes with the stores, the champions, what serves, what is too old to serve and the day anywhere, and with nothing else", async () => {
  const versions = {
    stores: { name: "3 a", number: 3 },
    champions: { name: "7 b", number: 7 },
  } satisfies StateVersions;
  let held: StateVersions | null = versions;
  let changes = 0;
  let lapses = 0;
  let now = new Date("2015-06-20T10:00:00Z");
  const state = makeAnswerState({
    lease: { hold: () => held },
    champions: { getLapses: () => lapses },
    serving: { getChangeCount: () => changes },
    now: () => now,
  });
  const names = [await state.getName()];
  const note = async () => names.push(await state.getName());
  now = new Date("2015-06-20T10:14:59.999Z");
  expect(await state.getName()).toBe(names[0]);
  held = { ...versions, stores: { name: "4 c", number: 4 } };
  await note();
  held = { ...held, champions: { name: "8 d", number: 8 } };
  await note();
  changes++;
  await note();
  lapses++;
  await note();
  // Midnight in Eucla, 8:45 ahead.
  now = new Date("2015-06-20T10:15:00Z");
  await note();
  expect(new Set(names).size).toBe(6);
  held = null;
  expect(await state.getName()).toBeNull();
});
