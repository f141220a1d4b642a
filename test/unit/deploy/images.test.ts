import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readText, runTool } from "../../support/deployment.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const IMAGES = [
  { file: "Dockerfile", context: "." },
  { file: "mlflow/Dockerfile", context: "mlflow" },
];

describe.each(IMAGES)("$file", ({ file, context }) => {
  const text = readText(file);
  const stages = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!);

  test("is what hadolint takes without a word", () => {
    expect(runTool("hadolint", [file])).toBe("");
  });

  test("builds on one exact image, which its label names", () => {
    expect(new Set(stages).size).toBe(1);
    expect(stages[0]).toMatch(/^[a-z]+:\d+\.\d+\.\d+-[a-z-]+$/);
    expect(text).toContain(`org.opencontainers.image.base.name="docker.io/library/${stages[0]}"`);
  });

  test("runs as a number that is not root, and tells whether it is well", () => {
    expect([...text.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)).toEqual(["1000:1000"]);
    expect(text).toMatch(/^HEALTHCHECK .*$/m);
  });

  test("copies what is there and what its context lets through", () => {
    const ignore = readText(`${context}/.dockerignore`).trim().split("\n");
    expect(ignore[0]).toBe("*");
    const allowed = ignore.slice(1).map((line) => line.replace(/^!/, ""));
    const copied = [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, sources]) =>
      sources!.split(" "),
    );
    expect([...new Set(copied)].sort()).toEqual(allowed.sort());
    for (const source of copied) expect(existsSync(resolve(ROOT, context, source))).toBe(true);
  });

  test("carries a list of what is in it", () => {
    expect(text).toContain("sbom.cdx.json");
  });
});

test("Python in the image is one that MLflow's locks are for", () => {
  expect(readText("mlflow/requirements.txt")).toContain("--python-version 3.10");
  expect(readText("mlflow/requirements-s3.txt")).toMatch(/^boto3==\d/m);
});

test("packages that the lock for buckets shares with MLflow's have the same versions", () => {
  const pins = (path: string) =>
    new Map([...readText(path).matchAll(/^([\w-]+)==(\S+)/gm)].map(([, name, version]) => [name!, version!]));
  const mlflow = pins("mlflow/requirements.txt");
  for (const [name, version] of pins("mlflow/requirements-s3.txt")) {
    if (mlflow.has(name)) expect(`${name}==${mlflow.get(name)}`).toBe(`${name}==${version}`);
  }
});
