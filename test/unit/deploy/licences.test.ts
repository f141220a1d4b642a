import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { listLicences, writeLicencePage } from "../../../scripts/licences.js";

/** None of them asks more of whoever passes the product on than to name the authors. */
const PERMISSIVE = [
  ...["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-3-Clause", "ISC", "MIT", "PSF-2.0", "Unlicense"],
  ...["(ISC AND CC-BY-3.0)", "(MIT AND BSD-3-Clause)"],
];

test("every package that the product carries has a licence that lets it be passed on", () => {
  const licences = listLicences();
  expect(licences.length).toBeGreaterThan(100);
  expect(licences.filter(({ licence }) => !PERMISSIVE.includes(licence))).toEqual([]);
});

test("the page of licences is what the lock says", () => {
  const page = readFileSync(new URL("../../../docs/licences.md", import.meta.url), "utf8");
  expect(page).toBe(writeLicencePage());
});
