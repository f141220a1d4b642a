import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { makeAllFigures } from "../../support/all-figures.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const FOLDER = resolve(ROOT, "deploy/observability");
const read = (name: string) => readFileSync(resolve(ROOT, name), "utf8");
const alerts = read("deploy/observability/alerts.yml");
const ALERT_TESTS = ["alerts.test.yml", "alerts-of-days.test.yml"];
const docs = read("docs/observe.md");

interface Figure {
  name: string;
  help: string;
  labelNames: readonly string[];
}

const figures = new Map<string, Figure & { type: string }>();

beforeAll(() => {
  for (const figure of makeAllFigures().getMetricsAsArray() as unknown as Figure[]) {
    figures.set(figure.name, { ...figure, type: figure.constructor.name.toLowerCase() });
  }
});

/** Names of figures that a text has, those of Node.js among them, without what Prometheus puts behind histograms. */
const namesIn = (text: string) =>
  new Set(
    [...text.matchAll(/\b(?:storecast|process|nodejs)_[a-z0-9_]+\b(?!:)/g)]
      .map(([name]) => name)
      .map((name) => (figures.has(name) ? name : name.replace(/_(bucket|count|sum)$/, ""))),
  );

function promtool(...args: string[]): { status: number | null; said: string } {
  const program = process.env.STORECAST_PROMTOOL ?? "promtool";
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: FOLDER, encoding: "utf8" });
  return { status, said: error ? error.message : `${stdout}${stderr}` };
}

test("each figure is named after what it counts, with its unit, and says what it is", () => {
  const own = [...figures.values()].filter(({ name }) => name.startsWith("storecast_"));
  for (const { name, type, help } of own) {
    expect(help).toMatch(/^[A-Z1].{10,}\.$/);
    if (type === "counter") expect(name).toMatch(/_total$/);
    else expect(name).not.toMatch(/_(total|count|sum|bucket)$/);
    if (type === "histogram") expect(name).toMatch(/_(seconds|ratio)$/);
  }
});

test("the documentation lists each figure with its type and labels, and no other", () => {
  const rows = [...docs.matchAll(/^\| `(storecast_\w+)` \| (\w+) \| ([^|]*) \|/gm)];
  const listed = rows.map(([, name, type, labels = ""]) => [name, type, labels.trim()].join(" "));
  const own = [...figures.values()]
    .filter(({ name }) => name.startsWith("storecast_"))
    .map(({ name, type, labelNames }) => {
      const labels = labelNames.filter((label) => label !== "le").map((label) => `\`${label}\``);
      return [name, type, labels.join(", ")].join(" ");
    });
  expect(listed.sort()).toEqual(own.sort());
});

test("dashboard, alerts, their tests and the documentation name only figures that there are", () => {
  const texts = ["grafana-dashboard.json", "alerts.yml", "alerts.test.yml"]
    .map((name) => read(`deploy/observability/${name}`))
    .concat(docs);
  for (const text of texts) {
    const named = namesIn(text);
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter((name) => !figures.has(name))).toEqual([]);
  }
});

test("recorded series that are used are recorded", () => {
  const recorded = [...alerts.matchAll(/record: (\S+)/g)].map(([, name]) => name);
  for (const text of [alerts, read("deploy/observability/grafana-dashboard.json")]) {
    const used = new Set([...text.matchAll(/storecast:[\w:]+/g)].map(([name]) => name));
    expect([...used].filter((name) => !recorded.includes(name))).toEqual([]);
  }
});

test("the dashboard's panels have titles and places of their own", () => {
  interface Panel {
    id: number;
    title: string;
    gridPos: { x: number; y: number; w: number };
    targets?: { expr: string }[];
  }
  const { panels } = JSON.parse(read("deploy/observability/grafana-dashboard.json")) as { panels: Panel[] };
  const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
  expect(new Set(places).size).toBe(panels.length);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(panels.every(({ title, gridPos }) => title !== "" && gridPos.x + gridPos.w <= 24)).toBe(true);
  expect(panels.flatMap(({ targets = [] }) => targets).every(({ expr }) => expr !== "")).toBe(true);
});

describe("alerts", () => {
  const names = [...alerts.matchAll(/alert: (\w+)/g)].map(([, name = ""]) => name);

  test("each has a summary, a description, and a runbook that is there", () => {
    expect(names.length).toBeGreaterThan(15);
    for (const part of alerts.split("- alert: ").slice(1)) {
      const [name = ""] = part.split("\n", 1);
      for (const key of ["severity", "summary", "description"]) expect(part).toContain(`${key}: `);
      expect(part).toContain(`runbook_url: docs/observe.md#${name.toLowerCase()}`);
      expect(docs).toContain(`\n### ${name}\n`);
    }
  });

  test("each fires in its test, and promtool takes rules, tests and the example of a configuration", () => {
    const tests = ALERT_TESTS.map((name) => read(`deploy/observability/${name}`)).join("");
    const fired = [...tests.matchAll(/alertname: (\w+)\n\s+exp_alerts:\n/g)].map(([, name]) => name);
    expect(names.filter((name) => !fired.includes(name))).toEqual([]);
    for (const args of [
      ["check", "rules", "alerts.yml"],
      ["check", "config", "prometheus.yml"],
      ["test", "rules", ...ALERT_TESTS],
    ]) {
      const { status, said } = promtool(...args);
      expect({ said, status }).toMatchObject({ status: 0 });
    }
  });
});
