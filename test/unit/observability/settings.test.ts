import { expect, test } from "@jest/globals";
import { readConfig } from "../../../src/config.js";

const read = (env: Record<string, string>) => readConfig(env, 1);

test("nothing is served apart, drained or traced unless told", () => {
  expect(read({})).toMatchObject({ management: null, drainSeconds: 0, tracing: null });
});

test("the management port is on loopback unless told", () => {
  expect(read({ STORECAST_MANAGEMENT_PORT: "9464" }).management).toEqual({ host: "127.0.0.1", port: 9464 });
  const elsewhere = { STORECAST_MANAGEMENT_PORT: "9464", STORECAST_MANAGEMENT_HOST: "0.0.0.0" };
  expect(read(elsewhere).management).toEqual({ host: "0.0.0.0", port: 9464 });
});

test("OpenTelemetry's own variables say where traces go", () => {
  const tracing = read({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/",
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b, x-team=retail",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=production",
    OTEL_TRACES_SAMPLER_ARG: "0.25",
  }).tracing;
  expect(tracing).toEqual({
    url: "http://collector:4318/v1/traces",
    headers: { "x-key": "a b", "x-team": "retail" },
    resourceAttributes: { "deployment.environment.name": "production" },
    serviceName: null,
    sampleRatio: 0.25,
  });
  const own = read({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c/t", OTEL_SERVICE_NAME: "s" }).tracing;
  expect(own).toMatchObject({ url: "http://c/t", serviceName: "s", headers: {}, sampleRatio: 1 });
});

test.each([
  ["STORECAST_MANAGEMENT_PORT", "0", "whole number from 1 to 65535"],
  ["STORECAST_DRAIN_SECONDS", "-1", "whole number from 0 to 300"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "http:// or https://"],
  ["OTEL_TRACES_SAMPLER_ARG", "2", "a number from 0 to 1"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "secret-without-a-name", "name=value"],
])("%s=%s ends the start with its rule", (name, value, rule) => {
  expect(() => read({ [name]: value })).toThrow(new RegExp(`${name}.*${rule}`));
  if (name.endsWith("HEADERS")) expect(() => read({ [name]: value })).not.toThrow(value);
});
