import { expect, test } from "@jest/globals";
import { createLogger } from "../../../src/cli/runtime.js";
import { readConfig } from "../../../src/config.js";
import { listSecrets } from "../../../src/observability/hidden-secrets.js";

const SECRETS = [
  ...["pg-p@ss", "mlflow-uri-pass", "mlflow-password", "mlflow-token", "redis-pass"],
  ...["a-webhook-secret-of-32-characters", "collector-key"],
];
const config = readConfig(
  {
    DATABASE_URL: "postgresql://storecast:pg-p%40ss@db:5432/storecast",
    MLFLOW_TRACKING_URI: "http://me:mlflow-uri-pass@mlflow:5000",
    MLFLOW_TRACKING_USERNAME: "me",
    MLFLOW_TRACKING_PASSWORD: "mlflow-password",
    MLFLOW_TRACKING_TOKEN: "mlflow-token",
    REDIS_URL: "redis://:redis-pass@redis:6379",
    STORECAST_WEBHOOK_URL: "http://api:4000",
    STORECAST_WEBHOOK_SECRET: "a-webhook-secret-of-32-characters",
    OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example",
    OTEL_EXPORTER_OTLP_HEADERS: "x-collector=collector-key",
    LOG_LEVEL: "debug",
  },
  2,
);

function log(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger(config, "api", { write: (line) => lines.push(line) }));
  return lines.join("");
}

test("all secrets of the settings are known", () => {
  expect(listSecrets(config)).toEqual(expect.arrayContaining(SECRETS));
});

test.each([...SECRETS, "pg-p%40ss"])("%s is in no line of the log, wherever an error quotes it", (secret) => {
  const text = log((logger) => {
    logger.error(
      { err: new Error(`connect failed: ${secret}`), url: `x://u:${secret}@h` },
      `tried ${secret}`,
    );
    logger.child({ deep: { er: [secret] } }).warn("child");
  });
  expect(text).toContain("connect failed: ***");
  expect(text).not.toContain(secret);
});

test("what travels under the names of credentials is not written", () => {
  const text = log((logger) =>
    logger.info({
      headers: { authorization: "Bearer visible-1", "x-api-key": "visible-2", accept: "text/plain" },
      request: { headers: { authorization: "visible-3", cookie: "visible-4" } },
      ...{ password: "visible-5", authorization: "visible-6" },
    }),
  );
  expect(text).toContain("text/plain");
  expect(text).not.toContain("visible");
});

test("a line says the trace that it was written in", () => {
  const lines: string[] = [];
  const logger = createLogger(config, "api", { write: (line) => lines.push(line) }, () => "4bf92f");
  logger.info("hello");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ process: "api", traceId: "4bf92f", msg: "hello" });
});
