import { describe, expect, test } from "@jest/globals";
import { readConfig, SETTINGS } from "../../../src/config.js";
import {
  listUnknownSettings,
  loadComposeModel,
  makeSecrets,
  readText,
  type ComposeService,
} from "../../support/deployment.js";

const model = loadComposeModel();
const services = Object.entries(model.services);
const ofProduct = services.filter(([, { image }]) => image.startsWith("storecast:"));
const oneShots = ["migrate", "bucket", "volumes"];

const seconds = (text = "10s") =>
  /^(?:(\d+)m)?(?:(\d+)s)?$/
    .exec(text)!
    .slice(1)
    .reduce((sum, part) => sum * 60 + Number(part ?? 0), 0);
const networksOf = (service: ComposeService) => Object.keys(service.networks ?? {});

/** Addresses of other services that a service is told, with who is meant. */
function listAddresses(service: ComposeService): { host: string; port: number }[] {
  const secrets = makeSecrets();
  const texts = Object.entries(service.environment ?? {}).flatMap(([name, value]) =>
    name.endsWith("_FILE") ? [secrets[value?.split("/").pop() ?? ""] ?? ""] : [value ?? ""],
  );
  return texts
    .filter((text) => /^(https?|postgresql|redis):\/\/[^\s]+$/.test(text))
    .map((text) => new URL(text))
    .filter(({ hostname }) => hostname !== "127.0.0.1")
    .map(({ hostname, port }) => ({ host: hostname, port: Number(port) }));
}

describe("docker-compose.yml", () => {
  test("has all that an installation consists of", () => {
    expect(Object.keys(model.services).sort()).toEqual(
      [
        "api",
        "bucket",
        "migrate",
        "mlflow",
        "object-storage",
        "postgres",
        "proxy",
        "redis",
        "volumes",
        "worker",
      ].sort(),
    );
    expect(model.services["api"]!.deploy?.replicas).toBe(2);
    expect(model.services["worker"]!.deploy?.replicas).toBe(2);
    expect(ofProduct.map(([name]) => name).sort()).toEqual(["api", "migrate", "worker"]);
  });

  test.each(services)("%s cannot write into its image, nor gain rights", (name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    const isOurs = service.image.startsWith("storecast");
    // theirs is in their Dockerfile
    if (!isOurs) expect(service.user).toMatch(name === "volumes" ? /^0:0$/ : /^[1-9]\d*:[1-9]\d*$/);
    if (name === "volumes") expect(service).toMatchObject({ network_mode: "none", cap_add: ["CHOWN"] });
  });

  test.each(services)(
    "%s has an exact image, and is started anew unless it ends by itself",
    (name, service) => {
      expect(service.image).toMatch(/:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
      expect(service.restart).toBe(oneShots.includes(name) ? "no" : "unless-stopped");
    },
  );

  test("our images have the versions of what is in them", () => {
    const { version } = JSON.parse(readText("package.json")) as { version: string };
    const mlflow = /^mlflow==(.*)$/m.exec(readText("mlflow/requirements.txt"))![1];
    expect(model.services["api"]!.image).toBe(`storecast:${version}`);
    expect(model.services["mlflow"]!.image).toBe(`storecast-mlflow:${mlflow}`);
    expect(readText("Dockerfile")).toContain(`ARG VERSION=${version}\n`);
    expect(readText("mlflow/Dockerfile")).toContain(`ARG VERSION=${mlflow}\n`);
  });

  test("all that runs has a health check, so that up --wait means ready", () => {
    for (const [name, { image, healthcheck }] of services) {
      if (oneShots.includes(name)) continue;
      const file = { storecast: "Dockerfile", "storecast-mlflow": "mlflow/Dockerfile" }[image.split(":")[0]!];
      if (file) expect(readText(file)).toMatch(/^HEALTHCHECK /m);
      else expect(healthcheck?.test?.length).toBeGreaterThan(0);
      expect(healthcheck?.disable ?? false).toBe(false);
    }
  });

  test("what ends by itself is waited for to succeed: up --wait takes it for a failure otherwise", () => {
    for (const name of oneShots) {
      const waiting = services.filter(([, { depends_on }]) => depends_on?.[name] !== undefined);
      expect(waiting.length).toBeGreaterThan(0);
      for (const [, { depends_on }] of waiting) {
        expect(depends_on![name]!.condition).toBe("service_completed_successfully");
      }
    }
  });

  test.each(ofProduct)("%s is given settings that the product knows", (_, { environment }) => {
    expect(listUnknownSettings(Object.keys(environment!))).toEqual([]);
  });

  test("values are such as the product takes", () => {
    for (const [, { environment }] of ofProduct) {
      const plain = Object.entries(environment!).filter(([name]) => !name.endsWith("_FILE"));
      const secrets = {
        DATABASE_URL: "postgresql://postgres/storecast",
        STORECAST_WEBHOOK_SECRET: "sixteen letters!",
      };
      const given = Object.fromEntries(plain.map(([name, value]) => [name, value ?? ""]));
      expect(() => readConfig({ HOST: "0.0.0.0", ...given, ...secrets }, 2)).not.toThrow();
    }
  });

  test("secrets come in files, which are handed to whom they are named", () => {
    const made = Object.keys(makeSecrets());
    expect(Object.keys(model.secrets).sort()).toEqual(made.sort());
    const python = [...readText("mlflow/secret_files.py").matchAll(/^ {4}"(\w+)",$/gm)].map(
      ([, name]) => name!,
    );
    for (const [name, { environment = {}, secrets = [], image }] of services) {
      for (const [variable, path] of Object.entries(environment)) {
        expect(`${variable}=${path}`).not.toMatch(
          /(PASSWORD|SECRET|SECRET_KEY|TOKEN|ACCESS_KEY|ACCESS_KEY_ID)=./,
        );
        expect(path ?? "").not.toMatch(/:\/\/[^/]*:[^/]*@/);
        if (!variable.endsWith("_FILE") || !path) continue;
        expect({ name, path, of: secrets.map(({ target }) => target) }).toEqual({
          name,
          path,
          of: expect.arrayContaining([path]) as unknown,
        });
        if (image.startsWith("storecast-mlflow")) expect(python).toContain(variable.replace(/_FILE$/, ""));
      }
    }
  });

  test("who is told an address shares a network with who is there", () => {
    const ports: Record<string, number> = {
      postgres: 5432,
      mlflow: 5000,
      "object-storage": 7070,
      api: 4000,
      redis: 6379,
    };
    let count = 0;
    for (const [name, service] of services) {
      for (const { host, port } of listAddresses(service)) {
        if (host === name) continue;
        // the bucket is made by MLflow's image, with settings of MLflow that it has no use for
        if (name === "bucket" && host !== "object-storage") continue;
        expect(port).toBe(ports[host]);
        const shared = networksOf(service).filter((network) =>
          networksOf(model.services[host]!).includes(network),
        );
        expect({
          name,
          host,
          shared: shared.length > 0 || (name === "migrate" && host !== "postgres"),
        }).toEqual({ name, host, shared: true });
        count++;
      }
    }
    expect(count).toBeGreaterThan(8);
  });

  test("MLflow calls the APIs back", () => {
    expect(model.services["api"]!.environment!["STORECAST_WEBHOOK_URL"]).toBe("http://api:4000");
    expect(networksOf(model.services["mlflow"]!)).toContain("apps");
    expect(networksOf(model.services["api"]!)).toContain("apps");
  });

  test("databases and objects are on networks without a way out, and only the proxy and MLflow are published, on loopback", () => {
    expect(model.networks).toMatchObject({ database: { internal: true }, storage: { internal: true } });
    for (const name of ["postgres", "redis", "object-storage", "bucket", "migrate"]) {
      expect(networksOf(model.services[name]!).every((network) => model.networks[network]!.internal)).toBe(
        true,
      );
    }
    expect(networksOf(model.services["proxy"]!)).toEqual(["edge"]);
    const published = services.filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name).sort()).toEqual(["mlflow", "proxy"]);
    for (const [, { ports }] of published) for (const port of ports!) expect(port.host_ip).toBe("127.0.0.1");
  });

  test("who is stopped has time to end what is under way", () => {
    const { shutdownGraceSeconds } = readConfig({}, 1);
    expect(seconds(model.services["worker"]!.stop_grace_period)).toBeGreaterThan(shutdownGraceSeconds + 10);
    const drain = Number(model.services["api"]!.environment!["STORECAST_DRAIN_SECONDS"]);
    expect(seconds(model.services["api"]!.stop_grace_period)).toBeGreaterThan(drain + 10);
  });

  test("files that are mounted are there", () => {
    for (const [, { volumes = [] }] of services) {
      for (const { type, source, read_only } of volumes) {
        if (type !== "bind") continue;
        expect(read_only).toBe(true);
        expect(() => readText(source!.endsWith("site.d") ? `${source}/README.md` : source!)).not.toThrow();
      }
    }
  });
});

describe("the proxy", () => {
  const caddyfile = readText("deploy/proxy/Caddyfile");
  const { environment } = model.services["proxy"]!;

  test("passes requests to as many APIs as start, under the names that compose gives them", () => {
    const upstreams = environment!["STORECAST_UPSTREAMS"]!.trim().split(/\s+/);
    expect(upstreams.slice(0, 2)).toEqual(["storecast-api-1:4000", "storecast-api-2:4000"]);
    expect(caddyfile).toContain("{$STORECAST_UPSTREAMS:api:4000}");
    expect(readConfig({}, 1).apiPort.port).toBe(4000);
  });

  test("asks APIs whether they are ready, and gives a request that none has taken to another", () => {
    expect(caddyfile).toMatch(/health_uri \/health\/ready/);
    expect(caddyfile).toMatch(/lb_try_duration \d+s/);
  });

  test("sees that an API is not ready before that closes its door", () => {
    const interval = Number(/health_interval (\d+)s/.exec(caddyfile)![1]);
    const timeout = Number(/health_timeout (\d+)s/.exec(caddyfile)![1]);
    const drain = Number(model.services["api"]!.environment!["STORECAST_DRAIN_SECONDS"]);
    expect(interval + timeout).toBeLessThan(drain);
  });

  test("takes bodies as long as the API does, which then says what is wrong", () => {
    const megabytes = Number(/max_size (\d+)MB/.exec(caddyfile)![1]);
    expect(megabytes * 1e6).toBeGreaterThan(readConfig({}, 1).limits.body);
  });

  test("keeps what is for the inside inside", () => {
    expect(caddyfile).toMatch(/@inside path \/metrics \/health\/ready \/hooks\/\*\n\s*respond @inside 404/);
  });

  test("names variables of the file that are set", () => {
    for (const [, name] of caddyfile.matchAll(/\{\$(\w+)/g)) expect(environment).toHaveProperty(name!);
  });
});

test("every setting of a file that ends in _FILE is one of another program", () => {
  expect(SETTINGS.filter((name) => name.endsWith("_FILE"))).toEqual([]);
});
