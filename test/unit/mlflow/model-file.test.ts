import { describe, expect, test } from "@jest/globals";
import { ModelFaultError } from "../../../src/mlflow/model-fault.js";
import { readModelText, readStoreModel } from "../../../src/mlflow/model-file.js";
import { epochDay } from "../../../src/model/day.js";
import { fit, toProphetJson } from "../../../src/model/index.js";

const named = { storeCode: "7", version: 3 };
const days = Int32Array.from({ length: 60 }, (_, i) => epochDay("2015-01-01") + i);
const json = toProphetJson(
  fit({ days, y: Float64Array.from(days, (day) => 100 + (day % 7)), regressors: {} }, {}),
);

function faultOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFaultError);
    expect((error as Error).message).toMatch(/^Version 3 of store 7's model cannot be read: /);
    return (error as ModelFaultError).fault;
  }
  return "none";
}

describe("the text of a model", () => {
  const table: [string, string, (text: string) => string][] = [
    ["none", "as Prophet wrote it", (text) => text],
    [
      "NOT_DAILY",
      "that begins at noon",
      (text) => text.replace(/"start":(\d+)/, (_, s: string) => `"start":${Number(s) + 43_200}`),
    ],
    ["NOT_DAILY", "with times of day", (text) => text.replaceAll("-05T00:00:00", "-05T09:30:00")],
    ["UNSUPPORTED_MODEL", "of draws", (text) => text.replace('"mcmc_samples":0', '"mcmc_samples":300')],
    [
      "UNSUPPORTED_MODEL",
      "with a country's holidays",
      (text) => text.replace('"country_holidays":null', '"country_holidays":"DE"'),
    ],
    [
      "UNSUPPORTED_MODEL",
      "with a field that is no number",
      (text) => text.replace(/"y_scale":[\d.]+/, '"y_scale":"much"'),
    ],
    ["NOT_PROPHET", "of another tool", () => '{"coef":[1,2]}'],
    ["NOT_PROPHET", "cut short", (text) => text.slice(0, 40)],
  ];
  test.each(table)("%s: %s", (fault, _, edit) => {
    const edited = edit(json);
    expect(fault === "none" || edited !== json).toBe(true);
    expect(faultOf(() => readStoreModel(edited, named))).toBe(fault);
  });

  test("comes out of a file that holds it as a JSON string, and of no other", () => {
    expect(readModelText(Buffer.from(JSON.stringify(json)), named)).toBe(json);
    for (const body of [json, "", "\u0080 pickled"]) {
      expect(faultOf(() => readModelText(Buffer.from(body), named))).toBe("NOT_PROPHET");
    }
  });
});
