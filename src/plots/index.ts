/** Pictures of trainings, as SVG that needs nothing from elsewhere. */
import type { TopLevelSpec } from "vega-lite";

import { makeErrorsSpec } from "./errors-spec.js";
import { makeStoreSpec, makeStoresSpec } from "./store-spec.js";
import type { Plot } from "./types.js";

/** Draws a plot: a second for the first in a thread, which loads the library, then a fifth of one. */
export async function draw(plot: Plot): Promise<string> {
  // loaded only here: few threads ever draw, and the library is large
  const { parse, View } = await import("vega");
  const { compile } = await import("vega-lite");
  return await new View(parse(compile(makeSpec(plot)).spec), { renderer: "none" }).toSVG();
}

function makeSpec(plot: Plot): TopLevelSpec {
  switch (plot.kind) {
    case "store":
      return makeStoreSpec(plot);
    case "errors":
      return makeErrorsSpec(plot);
    case "stores":
      return makeStoresSpec(plot);
  }
}
