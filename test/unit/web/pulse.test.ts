import { expect, test } from "@jest/globals";
import { isRegistrySilent, NO_PULSE, takePulse } from "../../../web/src/trouble/pulse.js";

const at = (second: number) => new Date(Date.UTC(2015, 7, 1, 9, 0, second));

test("MLflow is not silent while it is seen anew, however wrong the clocks", () => {
  let pulse = NO_PULSE;
  for (const second of [0, 10, 20, 30]) {
    pulse = takePulse(pulse, `1999-01-01T00:00:${second}Z`, at(second));
    expect(isRegistrySilent(pulse)).toBe(false);
  }
});

test("it is silent when two answers in a row know of nothing newer, since the first of them", () => {
  let pulse = takePulse(NO_PULSE, "a", at(0));
  pulse = takePulse(pulse, "b", at(10));
  pulse = takePulse(pulse, "b", at(20));
  expect(isRegistrySilent(pulse)).toBe(true);
  expect(pulse.seenSince).toEqual(at(10));
  expect(isRegistrySilent(takePulse(pulse, "c", at(30)))).toBe(false);
});

test("two answers at once say nothing", () => {
  const pulse = takePulse(takePulse(NO_PULSE, "a", at(0)), "a", at(1));
  expect(isRegistrySilent(pulse)).toBe(false);
});

test("one that was never seen is silent, one that nobody asked for is not", () => {
  expect(isRegistrySilent(takePulse(NO_PULSE, null, at(0)))).toBe(true);
  expect(isRegistrySilent(NO_PULSE)).toBe(false);
});
