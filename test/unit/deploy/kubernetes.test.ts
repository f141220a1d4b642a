import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { readConfig } from "../../../src/config.js";
import {
  buildOverlay,
  listUnknownSettings,
  makeSecrets,
  readText,
  validateObjects,
  type Container,
  type KubernetesObject,
  type PodSpec,
} from "../../support/deployment.js";

/** Oldest and newest Kubernetes that the files are held to. */
const VERSIONS = ["1.31", "1.37"];
const OVERLAYS = ["overlays/small", "overlays/production"].map((path) => ({ path, ...buildOverlay(path) }));
const FIXED = { STORECAST_WEBHOOK_SECRET: "sixteen letters!", DATABASE_URL: "postgresql://x/y" };

type Labels = Record<string, string>;
interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

const matches = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels) =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ""));

const componentOf = (object: KubernetesObject) =>
  object.spec.template.metadata.labels["app.kubernetes.io/component"]!;
const ofKind = (objects: KubernetesObject[], ...kinds: string[]) =>
  objects.filter(({ kind }) => kinds.includes(kind));
const workloads = (objects: KubernetesObject[]) => ofKind(objects, "Deployment", "StatefulSet", "Job");
const podOf = (object: KubernetesObject): PodSpec => object.spec.template.spec;
const containersOf = (pod: PodSpec): Container[] => [...(pod.initContainers ?? []), ...pod.containers];

/** All variables of a container, those of config maps among them. */
function variablesOf(container: Container, objects: KubernetesObject[]): Record<string, string> {
  const maps = (container.envFrom ?? []).map(
    ({ configMapRef: { name } }) =>
      ofKind(objects, "ConfigMap").find(({ metadata }) => metadata.name === name)!.data!,
  );
  return Object.assign(
    {},
    ...maps,
    ...(container.env ?? []).map(({ name, value }) => ({ [name]: value })),
  ) as Record<string, string>;
}

interface Rule {
  from?: { podSelector?: Selector }[];
  to?: { podSelector?: Selector; ipBlock?: object }[];
  ports?: { port: number }[];
}

/** Whether policies let one component call another at a port. */
function isAllowed(objects: KubernetesObject[], from: Labels, to: Labels, port: number): boolean {
  const policies = ofKind(objects, "NetworkPolicy").map(
    ({ spec }) => spec as unknown as { podSelector: Selector; egress?: Rule[]; ingress?: Rule[] },
  );
  const allows = (own: Labels, other: Labels, direction: "egress" | "ingress", end: "to" | "from") =>
    policies
      .filter(({ podSelector }) => matches(podSelector, own))
      .flatMap((policy) => policy[direction] ?? [])
      .some(
        (rule) =>
          rule.ports?.some((allowed) => allowed.port === port) &&
          rule[end]?.some(({ podSelector }) => podSelector && matches(podSelector, other)),
      );
  return allows(from, to, "egress", "to") && allows(to, from, "ingress", "from");
}

test.each(VERSIONS)(
  "overlays are what Kubernetes %s takes, without a field that it does not know",
  (version) => {
    const objects = OVERLAYS.flatMap((overlay) => overlay.objects);
    expect(
      validateObjects(
        OVERLAYS.map(({ text }) => text),
        version,
      ),
    ).toBe(objects.length);
  },
);

describe.each(OVERLAYS)("deploy/kubernetes/$path", ({ path, objects }) => {
  test("has all processes, in one namespace that holds pods to the restricted standard", () => {
    const names = workloads(objects).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names).toEqual(
      expect.arrayContaining(["Deployment api", "Deployment worker", "Deployment mlflow", "Job migrate"]),
    );
    const [namespace] = ofKind(objects, "Namespace");
    expect(namespace!.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
    for (const { kind, metadata } of objects)
      if (kind !== "Namespace") expect(metadata.namespace).toBe("storecast");
  });

  test("no pod can become root, write into its image, or ask anything of Kubernetes", () => {
    for (const object of workloads(objects)) {
      const pod = podOf(object);
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      });
      for (const container of containersOf(pod)) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain("/tmp");
      }
    }
  });

  test("no variable of a service stands where a setting does: MLFLOW_PORT, say", () => {
    for (const object of workloads(objects)) expect(podOf(object).enableServiceLinks).toBe(false);
  });

  test("images are exact, and those that compose has", () => {
    const compose = readText("docker-compose.yml");
    for (const { image } of workloads(objects).flatMap((object) => containersOf(podOf(object)))) {
      expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
      const [name, tag] = image.replace("registry.example/", "").split(":");
      expect(compose).toMatch(new RegExp(`image: ${name}:(\\$\\{STORECAST_VERSION:-)?${tag}\\}?\n`));
    }
  });

  test("every container says what it needs, and has an end to its memory", () => {
    for (const { resources } of workloads(objects).flatMap((object) => containersOf(podOf(object)))) {
      expect(Object.keys(resources.requests).sort()).toEqual(["cpu", "memory"]);
      expect(resources.limits).toHaveProperty("memory");
    }
  });

  test("what runs is asked whether it has started, is ready and lives, at ports that it has", () => {
    for (const object of ofKind(objects, "Deployment", "StatefulSet")) {
      const [container] = podOf(object).containers;
      const ports = container!.ports!.map(({ name }) => name);
      for (const probe of [container!.startupProbe, container!.readinessProbe, container!.livenessProbe]) {
        expect(probe).toBeDefined();
        if (probe!.httpGet) expect(ports).toContain(probe!.httpGet.port);
        else expect(probe!.exec).toBeDefined();
      }
    }
  });

  test("the product is given settings that it knows, with values that it takes", () => {
    const ours = workloads(objects).filter((object) =>
      ["api", "worker", "migrate"].includes(componentOf(object)),
    );
    expect(ours).toHaveLength(3);
    for (const container of ours.flatMap((object) => podOf(object).containers)) {
      const variables = variablesOf(container, objects);
      expect(listUnknownSettings(Object.keys(variables))).toEqual([]);
      const plain = Object.fromEntries(Object.entries(variables).filter(([name]) => !name.endsWith("_FILE")));
      expect(() => readConfig({ HOST: "0.0.0.0", ...plain, ...FIXED }, 2)).not.toThrow();
    }
  });

  test("health and figures are at the port that the image is told", () => {
    for (const name of ["api", "worker"]) {
      const [container] = podOf(
        objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === name)!,
      ).containers;
      const port = Number(variablesOf(container!, objects)["STORECAST_MANAGEMENT_PORT"]);
      expect(container!.ports).toContainEqual({ name: "management", containerPort: port });
      expect(readText("Dockerfile")).toContain(`STORECAST_MANAGEMENT_PORT=${port}`);
    }
  });

  test("secrets come in files of one secret, whose keys the example names", () => {
    const example = parse(readText("deploy/kubernetes/secret.example.yaml")) as {
      stringData: Record<string, string>;
    };
    for (const object of workloads(objects)) {
      const pod = podOf(object);
      const secret = pod.volumes.find(({ name }) => name === "secrets")!.secret!;
      expect(secret.secretName).toBe("storecast");
      for (const { key } of secret.items) expect(example.stringData).toHaveProperty([key]);
      for (const container of containersOf(pod)) {
        expect(container.volumeMounts).toContainEqual({
          name: "secrets",
          mountPath: "/run/secrets",
          readOnly: true,
        });
        for (const [name, value] of Object.entries(variablesOf(container, objects))) {
          expect(name).not.toMatch(/(PASSWORD|SECRET|TOKEN|ACCESS_KEY|ACCESS_KEY_ID|DATABASE_URL)$/);
          if (name.endsWith("_FILE"))
            expect(secret.items.map((item) => `/run/secrets/${item.path}`)).toContain(value);
        }
      }
    }
  });

  test("services find their pods, by ports that these have", () => {
    for (const { spec } of ofKind(objects, "Service")) {
      const { selector, ports } = spec as unknown as { selector: Labels; ports: { targetPort: string }[] };
      const targets = ofKind(objects, "Deployment", "StatefulSet").filter((object) =>
        matches({ matchLabels: selector }, object.spec.template.metadata.labels),
      );
      expect(targets).toHaveLength(1);
      const named = podOf(targets[0]!).containers[0]!.ports!.map(({ name }) => name);
      for (const { targetPort } of ports) expect(named).toContain(targetPort);
    }
  });

  test("budgets find their pods, and leave a node its way out", () => {
    for (const { metadata, spec } of ofKind(objects, "PodDisruptionBudget")) {
      const { selector, minAvailable = 0 } = spec as unknown as { selector: Selector; minAvailable?: number };
      const [target, ...others] = ofKind(objects, "Deployment").filter((object) =>
        matches(selector, object.spec.template.metadata.labels),
      );
      expect(others).toEqual([]);
      const scaler = ofKind(objects, "HorizontalPodAutoscaler").find(
        (object) => object.metadata.name === metadata.name,
      );
      const replicas = target!.spec.replicas ?? (scaler!.spec["minReplicas"] as number);
      expect(minAvailable).toBeLessThan(replicas);
    }
  });

  test("who is told an address is let through to it, and what is not said is refused", () => {
    const policies = ofKind(objects, "NetworkPolicy");
    expect(policies.find(({ metadata }) => metadata.name === "nothing-else")!.spec).toMatchObject({
      policyTypes: ["Ingress", "Egress"],
    });
    const secrets = makeSecrets();
    const services = ofKind(objects, "Service").map(({ metadata }) => metadata.name);
    let count = 0;
    for (const object of workloads(objects)) {
      const from = object.spec.template.metadata.labels;
      for (const container of containersOf(podOf(object))) {
        for (const [name, value] of Object.entries(variablesOf(container, objects))) {
          const address = name.endsWith("_FILE") ? secrets[value.split("/").pop()!]! : value;
          if (!/^(https?|postgresql):\/\//.test(address)) continue;
          const { hostname, port } = new URL(address);
          // the APIs' own address is for MLflow to call
          if (!services.includes(hostname) || hostname === componentOf(object)) continue;
          // a migration is told of MLflow with the others, and does not call it
          if (componentOf(object) === "migrate" && hostname !== "postgres") continue;
          const to = workloads(objects).find((other) => other.metadata.name === hostname)!.spec.template
            .metadata.labels;
          expect({
            from: componentOf(object),
            hostname,
            isAllowed: isAllowed(objects, from, to, Number(port)),
          }).toMatchObject({ isAllowed: true });
          count++;
        }
      }
    }
    expect(count).toBeGreaterThanOrEqual(2);
    const labels = (component: string) => ({
      "app.kubernetes.io/name": "storecast",
      "app.kubernetes.io/component": component,
    });
    expect(isAllowed(objects, labels("worker"), labels("api"), 4000)).toBe(false);
    expect(isAllowed(objects, labels("api"), labels("object-storage"), 7070)).toBe(false);
  });

  test("who is stopped has time to end what is under way", () => {
    const graceOf = (name: string) =>
      podOf(objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === name)!)
        .terminationGracePeriodSeconds!;
    const [api] = podOf(
      objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "api")!,
    ).containers;
    expect(graceOf("worker")).toBeGreaterThan(readConfig({}, 1).shutdownGraceSeconds + 10);
    expect(graceOf("api")).toBeGreaterThan(
      Number(variablesOf(api!, objects)["STORECAST_DRAIN_SECONDS"]) + 10,
    );
  });

  test("an upgrade never has fewer APIs than before", () => {
    const api = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "api")!;
    expect(api.spec["strategy"]).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
  });

  test("the address for people leads to what is for people", () => {
    const [ingress] = ofKind(objects, "Ingress");
    const rules = ingress!.spec["rules"] as { http: { paths: { path: string }[] } }[];
    const paths = rules[0]!.http.paths.map((rule) => rule.path);
    expect(paths).toEqual(
      expect.arrayContaining(["/", "/graphql", "/api", "/assets", "/stores", "/compare", "/activity"]),
    );
    for (const inside of ["/metrics", "/hooks", "/health"]) expect(paths).not.toContain(inside);
    expect(path).toBeTruthy();
  });
});

describe("production", () => {
  const { objects } = OVERLAYS[1]!;

  test("scales by what waits, as prometheus-adapter tells it", () => {
    const scalers = ofKind(objects, "HorizontalPodAutoscaler");
    expect(scalers.map(({ metadata }) => metadata.name).sort()).toEqual(["api", "worker"]);
    for (const { metadata } of scalers) {
      const target = objects.find(
        ({ kind, metadata: { name } }) => kind === "Deployment" && name === metadata.name,
      );
      expect(target).toBeDefined();
      // who sets it at every rollout undoes what the autoscaler has decided
      expect(target!.spec.replicas).toBeUndefined();
    }
    const worker = scalers.find(({ metadata }) => metadata.name === "worker")!;
    const [{ external }] = worker.spec["metrics"] as [
      { external: { metric: { name: string; selector: Selector } } },
    ];
    const adapter = parse(readText("deploy/kubernetes/components/autoscaling/prometheus-adapter.yaml")) as {
      rules: { external: { seriesQuery: string; name: { as: string } }[] };
    };
    const [rule] = adapter.rules.external;
    expect(rule!.name.as).toBe(external.metric.name);
    expect(rule!.seriesQuery).toBe(
      `${external.metric.name}{state="${external.metric.selector.matchLabels!["state"]}",namespace!=""}`,
    );
  });

  test("runs no database and no object storage of its own", () => {
    expect(ofKind(objects, "StatefulSet")).toEqual([]);
  });
});

test("the queue can be in Redis: its address comes with the secret", () => {
  const component = readText("deploy/kubernetes/components/redis/kustomization.yaml");
  expect(component).toContain("REDIS_URL_FILE=/run/secrets/redis-url");
  expect(makeSecrets()["redis-url"]).toMatch(/^redis:\/\/:[0-9a-f]{48}@redis:6379$/);
});

test("the example of a secret holds none, and names all that make-secrets makes for Kubernetes", () => {
  const example = parse(readText("deploy/kubernetes/secret.example.yaml")) as {
    stringData: Record<string, string>;
  };
  const made = Object.keys(makeSecrets()).filter((name) => name !== "redis-password");
  expect(Object.keys(example.stringData).sort()).toEqual(made.sort());
  for (const value of Object.values(example.stringData)) expect(value).toMatch(/<[a-z ]+>/);
});
