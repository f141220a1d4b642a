import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readText } from "../../support/deployment.js";

const ROOT = resolve(import.meta.dirname, "../../..");

interface Sbom {
  bomFormat: string;
  specVersion: string;
  components: { name: string; version: string; purl: string; group?: string }[];
}

const folder = mkdtempSync(join(tmpdir(), "storecast-sbom-"));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Sbom;

beforeAll(() => {
  const script = `import { writeLists } from "./scripts/sbom.mjs"; writeLists(${JSON.stringify(folder)});`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

describe("lists of what the product consists of", () => {
  test("every package of the API and the worker is in, with its version, and none of its tests", () => {
    const { bomFormat, specVersion, components } = load("storecast.cdx.json");
    expect(bomFormat).toBe("CycloneDX");
    expect(Number(specVersion)).toBeGreaterThanOrEqual(1.5);
    const { dependencies, devDependencies } = JSON.parse(readText("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
    for (const [name, version] of Object.entries(dependencies!))
      expect(listed).toContain(`pkg:npm/${name}@${version}`);
    for (const name of ["jest", "typescript", "playwright-core", "vite"]) {
      expect(listed).not.toContain(`pkg:npm/${name}@${devDependencies![name]}`);
    }
  });

  test("every package of MLflow's image is in, with the versions of its locks", () => {
    const { bomFormat, components } = load("mlflow.cdx.json");
    expect(bomFormat).toBe("CycloneDX");
    const listed = new Set(components.map(({ name, version }) => `${name}==${version}`));
    for (const path of ["mlflow/requirements.txt", "mlflow/requirements-s3.txt"]) {
      for (const [, name, version] of readText(path).matchAll(/^([\w.-]+)==([^\s;]+)/gm))
        expect(listed).toContain(`${name}==${version}`);
    }
  });
});
