import { expect, test } from "@jest/globals";
import { parseTraceParent, writeTraceParent } from "../../../src/observability/trace-parent.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

test("a header comes back as it was, whether its trace is kept or not", () => {
  for (const header of [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-00`]) {
    const parsed = parseTraceParent(header);
    expect(parsed).toMatchObject({ traceId: TRACE, spanId: SPAN, isRemote: true });
    expect(parsed && writeTraceParent(parsed)).toBe(header);
  }
});

test("a later version of the header is read as far as it is known", () => {
  expect(parseTraceParent(`cc-${TRACE}-${SPAN}-03-what-comes-next`)).toMatchObject({ traceFlags: 1 });
});

test.each([
  ["nothing", ""],
  ["a version that is none", `ff-${TRACE}-${SPAN}-01`],
  ["an id of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
  ["a span of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
  ["capital letters", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ["words", "a trace of mine"],
])("%s names no span", (_what, header) => {
  expect(parseTraceParent(header)).toBeNull();
});
