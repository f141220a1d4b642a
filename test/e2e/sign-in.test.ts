import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runMigrations } from "../../src/database/migrations.js";
import { makePool } from "../../src/database/pool.js";
import { AUDIENCE, startIssuer, type TestIssuer } from "../support/issuer.js";
import { findFreePort } from "../support/ports.js";
import { startTestPostgres } from "../support/postgres.js";
import { runProduct, startProduct, type Product } from "../support/product.js";
import { askViewer, bearer, openSignedInSocket } from "../support/sign-in-client.js";
import { answerJson, startStubServer } from "../support/stub-server.js";

const closers: (() => Promise<unknown>)[] = [];
let env: Record<string, string>;
let issuer: TestIssuer;
let product: Product;
let url: string;

/** The API as an operator starts it, with sign-in, on an MLflow that has no model. */
beforeAll(async () => {
  const [postgres, mlflow, home] = await Promise.all([
    startTestPostgres(),
    startStubServer(),
    mkdtemp(join(tmpdir(), "storecast-sign-in-")),
  ]);
  issuer = await startIssuer();
  closers.push(
    () => postgres.stop(),
    () => mlflow.close(),
    () => rm(home, { recursive: true, force: true }),
    () => issuer.close(),
  );
  mlflow.script.push(answerJson(200, {}));
  const databaseUrl = await postgres.createDatabase();
  const pool = makePool({ url: databaseUrl, max: 1, logger: { warn: () => undefined } });
  await runMigrations(pool);
  await pool.query("INSERT INTO region VALUES ('BW', 'Baden'), ('HE', 'Hesse')");
  await pool.end();
  const port = await findFreePort();
  env = {
    ...{
      DATABASE_URL: databaseUrl,
      MLFLOW_TRACKING_URI: mlflow.url,
      STORECAST_HOME: home,
      PORT: String(port),
    },
    ...{ STORECAST_AUTH: "required", STORECAST_OIDC_ISSUER: issuer.url, STORECAST_JWT_AUDIENCE: AUDIENCE },
    ...{ STORECAST_OIDC_CLIENT_ID: "page" },
  };
  url = `http://127.0.0.1:${port}`;
  product = startProduct(["api"], env);
  closers.push(async () => {
    product.signal("SIGTERM");
    await product.exited;
  });
  await product.waitFor(/GraphQL on/);
}, 120_000);

afterAll(async () => {
  for (const close of closers.reverse()) await close();
}, 60_000);

describe("the started product with sign-in", () => {
  let key: string;

  test("tells nobody anything who does not say who they are, but how to", async () => {
    expect(await askViewer(url)).toMatchObject({ status: 401, code: "UNAUTHENTICATED", viewer: undefined });
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    await expect((await fetch(`${url}/auth/config`)).json()).resolves.toEqual({
      isOpen: false,
      oidc: { issuer: issuer.url, clientId: "page", scope: "openid profile" },
      keys: true,
    });
    await expect(openSignedInSocket(url, {}).closed).resolves.toMatchObject({ code: 4401 });
  });

  test("lets in whoever shows a token of the issuer", async () => {
    const token = await issuer.sign({ storecast_role: "operator", storecast_regions: "HE" });
    expect(await askViewer(url, bearer(token))).toMatchObject({
      viewer: { name: "hanna", role: "OPERATOR", regions: [{ name: "Hesse" }] },
    });
    expect((await fetch(`${url}/metrics`, { headers: bearer(token) })).status).toBe(200);
  });

  test("lets in whoever shows a key that the command has made, until another has revoked it", async () => {
    const made = await runProduct(
      ["key", "create", "--name", "planning", "--role", "planner", "--region", "HE", "--region", "BW"],
      env,
    );
    expect(made.code).toBe(0);
    key = /^sc_\S+$/m.exec(made.output)![0];
    const viewer = { name: "planning", role: "PLANNER", regions: [{ name: "Baden" }, { name: "Hesse" }] };
    const socket = openSignedInSocket(url, { apiKey: key });
    await expect(socket.viewer).resolves.toMatchObject(viewer);
    expect(await askViewer(url, { "x-api-key": key })).toMatchObject({ viewer });
    const revoked = await runProduct(["key", "revoke", "planning"], env);
    expect([revoked.code, revoked.output]).toEqual([
      0,
      expect.stringMatching(/The key planning .* is revoked/),
    ]);
    const since = performance.now();
    await expect(socket.closed).resolves.toMatchObject({
      ...{ code: 4403, reason: "UNAUTHENTICATED: The key planning was revoked." },
    });
    // ten seconds that keys are remembered, five between two looks, and what a busy machine adds
    expect(performance.now() - since).toBeLessThan(25_000);
    expect(await askViewer(url, { "x-api-key": key })).toMatchObject({ status: 401 });
  });

  test("writes no key and no token into its log", async () => {
    const log = [
      ...product.output,
      await readFile(join(env["STORECAST_HOME"]!, "storecast.log"), "utf8"),
    ].join();
    expect(log).not.toContain(key.slice(16));
    expect(log).not.toContain("eyJ");
  });

  test("says in doctor how one signs in", async () => {
    const { output } = await runProduct(["doctor", "--json"], env);
    const findings = JSON.parse(output) as { name: string; verdict: string; detail: string }[];
    expect(findings.find(({ name }) => name === "sign-in")).toMatchObject({
      ...{ verdict: "ok", detail: `keys, and tokens of ${issuer.url}, which has 1 public keys` },
    });
  });
});

test("an API that others reach does not start before somebody has said who may use it", async () => {
  const said = /^STORECAST_(AUTH|OIDC|JWT)/;
  const kept = Object.entries(env).filter(([name]) => !said.test(name));
  const unsaid = { ...Object.fromEntries(kept), HOST: "0.0.0.0" };
  const { code, output } = await runProduct(["api"], unsaid);
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/^storecast: HOST=0\.0\.0\.0 .*set STORECAST_AUTH=required/),
  ]);
});
