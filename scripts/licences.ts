// Lists the licences of what the product carries: `npm run licences` renews docs/licences.md out of the lock.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(import.meta.dirname, "..");

/** What ends up in the built page; to npm these are needed for development alone. */
const IN_THE_PAGE = [
  ...[
    "@tanstack/react-table",
    "@tanstack/react-virtual",
    "@urql/core",
    "oidc-client-ts",
    "react",
    "react-dom",
  ],
  ...["uplot", "urql", "use-intl", "wonka", "wouter"],
];

interface Lock {
  packages: Record<string, { dev?: boolean; license?: string }>;
}

/** A package that is installed with the product, or built into its page. */
export interface Licensed {
  name: string;
  /** As an SPDX expression; `none` where the package says nothing. */
  licence: string;
}

export function listLicences(): Licensed[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock;
  return Object.entries(packages)
    .map(([path, facts]) => ({ ...facts, name: path.replace(/^.*node_modules\//, "") }))
    .filter(({ name, dev }) => name !== "" && (!dev || IN_THE_PAGE.includes(name)))
    .map(({ name, license }) => ({ name, licence: license ?? "none" }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The page, as it is to be. */
export function writeLicencePage(): string {
  const byLicence = new Map<string, Set<string>>();
  for (const { name, licence } of listLicences())
    byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(name));
  const sections = [...byLicence]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licence, names]) => `## ${licence}\n\n${[...names].join(", ")}\n`);
  return `# What licences has what it is made of?

Packages that are installed with the API and the worker, or built into the page, by licence; \`npm run licences\` renews this out of the lock.
What MLflow's image holds is in its [list of parts](deploy.md).

${sections.join("\n")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(ROOT, "docs/licences.md"), writeLicencePage());
}
