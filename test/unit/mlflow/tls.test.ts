import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { generate, type GenerateResult } from "selfsigned";
import { ConfigurationError } from "../../../src/errors.js";
import { createMlflowClient } from "../../../src/mlflow/client.js";
import { readTlsOptions, type MlflowTls } from "../../../src/mlflow/tls.js";

let folder: string;
let made: GenerateResult;
let serverCertPath: string;
let clientCertPath: string;
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storecast-tls-"));
  made = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    ...{ keyType: "ec", algorithm: "sha256" },
    clientCertificate: { keyType: "ec", algorithm: "sha256" },
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
    ],
  });
  serverCertPath = join(folder, "server.pem");
  clientCertPath = join(folder, "client.pem");
  await writeFile(serverCertPath, made.cert);
  await writeFile(clientCertPath, `${made.clientprivate}\n${made.clientcert}`);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A server that only knows its version; it wants to see a certificate if `isMutual`. */
async function startServer({ isMutual = false } = {}): Promise<string> {
  const server = createServer(
    {
      ...{ key: made.private, cert: made.cert },
      ...(isMutual ? { requestCert: true, rejectUnauthorized: true, ca: made.cert } : {}),
    },
    (_, response) => response.setHeader("Connection", "close").end("3.17.2"),
  );
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const loadVersion = (url: string, tls: MlflowTls) =>
  createMlflowClient({ url, tls, random: () => 0, maxAttempts: 1 }).loadServerVersion();

describe("a server with a certificate of its own", () => {
  test("is refused, and the refusal says how to trust it", async () => {
    await expect(loadVersion(await startServer(), {})).rejects.toMatchObject({
      isRetryable: false,
      message: expect.stringMatching(/does not trust .*SELF_SIGNED.*MLFLOW_TRACKING_SERVER_CERT_PATH/),
    });
  });

  test("is trusted by the authority that is named", async () => {
    expect(await loadVersion(await startServer(), { serverCertPath })).toBe("3.17.2");
  });

  test("is taken unseen if told so", async () => {
    expect(await loadVersion(await startServer(), { isInsecure: true })).toBe("3.17.2");
  });
});

describe("a server that wants to see a certificate", () => {
  test("takes ours", async () => {
    const url = await startServer({ isMutual: true });
    expect(await loadVersion(url, { serverCertPath, clientCertPath })).toBe("3.17.2");
  });

  test("refuses us without one", async () => {
    const url = await startServer({ isMutual: true });
    await expect(loadVersion(url, { serverCertPath })).rejects.toThrow(
      /wants to see a certificate; name the file of ours in MLFLOW_TRACKING_CLIENT_CERT_PATH/,
    );
  });
});

describe("settings that cannot be followed are refused by name", () => {
  test.each<[string, MlflowTls]>([
    ["MLFLOW_TRACKING_SERVER_CERT_PATH", { serverCertPath: "/nowhere/ca.pem" }],
    ["MLFLOW_TRACKING_CLIENT_CERT_PATH", { clientCertPath: "/nowhere/client.pem" }],
  ])("%s of a file that is not there", (variable, tls) => {
    expect(() => readTlsOptions(tls)).toThrow(ConfigurationError);
    expect(() => readTlsOptions(tls)).toThrow(new RegExp(`${variable}="/nowhere/.*\\.pem" cannot be read`));
  });

  test("any certificate and only some", () => {
    expect(() => readTlsOptions({ isInsecure: true, serverCertPath })).toThrow(/exclude each other/);
  });
});
