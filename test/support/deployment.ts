import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { SETTINGS } from "../../src/config.js";

const ROOT = resolve(import.meta.dirname, "../..");
const TOOLS = resolve(ROOT, "test/deploy-tools/.venv/bin");

/** Text of a file of the repository. */
export const readText = (path: string): string => readFileSync(resolve(ROOT, path), "utf8");

/** Runs a program of `test/deploy-tools` and answers what it prints; its complaint is the error's message. */
export function runTool(program: string, args: string[]): string {
  return execFileSync(join(TOOLS, program), args, {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Variables that the base images and Node itself read. */
const ELSEWHERE = ["NODE_ENV", "NODE_EXTRA_CA_CERTS"];

/** Those of these variables that the product does not know. */
export function listUnknownSettings(names: readonly string[]): string[] {
  return names.filter((name) => !ELSEWHERE.includes(name) && !SETTINGS.includes(name.replace(/_FILE$/, "")));
}

/** Names and values that `deploy/make-secrets.sh` makes. */
export function makeSecrets(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "storecast-secrets-"));
  try {
    execFileSync(resolve(ROOT, "deploy/make-secrets.sh"), [folder]);
    return Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value: string }[];
  envFrom?: { configMapRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: object;
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface Probe {
  httpGet?: { path: string; port: string };
  exec?: object;
}

export interface PodSpec {
  automountServiceAccountToken: boolean;
  enableServiceLinks: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext: object;
  initContainers?: Container[];
  containers: Container[];
  volumes: {
    name: string;
    emptyDir?: object;
    secret?: { secretName: string; items: { key: string; path: string }[] };
  }[];
}

/** An object of Kubernetes, as far as tests look into it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec: {
    replicas?: number;
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    [field: string]: unknown;
  };
}

/**
 * Holds the objects of all texts to the schemas of a version of Kubernetes, and answers how many were. Most of the time, 3 s, goes
 * into the start of the program.
 *
 * @throws with what is wrong, unknown fields included
 */
export function validateObjects(texts: readonly string[], version: string): number {
  const folder = mkdtempSync(join(tmpdir(), "storecast-objects-"));
  const files = texts.map((text, index) => {
    const file = join(folder, `objects-${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  try {
    const told = runTool("kubernetes-validate", ["-k", version, "--strict", ...files]);
    return told.match(/ passed for resource /g)?.length ?? 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What an overlay of `deploy/kubernetes` comes to. */
export function buildOverlay(path: string): { text: string; objects: KubernetesObject[] } {
  const text = runTool("kubectl", ["kustomize", `deploy/kubernetes/${path}`]);
  return { text, objects: parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject) };
}

export interface ComposeService {
  image: string;
  user?: string;
  command: string[] | null;
  entrypoint: string[] | null;
  environment?: Record<string, string | null>;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  restart?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  secrets?: { source: string; target: string }[];
  networks?: Record<string, unknown>;
  network_mode?: string;
  ports?: { host_ip?: string; published: string; target: number }[];
  depends_on?: Record<string, { condition: string; required: boolean }>;
  stop_grace_period?: string;
  tmpfs?: string[];
  volumes?: { type: string; source?: string; target: string; read_only?: boolean }[];
  deploy?: { replicas?: number };
}

export interface ComposeModel {
  services: Record<string, ComposeService>;
  secrets: Record<string, { file: string }>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

/** What compose makes of docker-compose.yml, with every profile. */
export function loadComposeModel(): ComposeModel {
  return JSON.parse(
    runTool("docker-compose", ["--profile", "*", "config", "--format", "json"]),
  ) as ComposeModel;
}
