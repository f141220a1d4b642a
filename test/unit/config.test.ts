import { describe, expect, test } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { ConfigurationError } from "../../src/errors.js";
import { DEFAULT_EXPOSURE } from "../../src/http/exposure/exposure.js";
import { DEFAULT_LIMITS } from "../../src/http/limits/limits.js";

describe("configuration", () => {
  test("an empty environment gives a laptop's defaults", () => {
    const config = readConfig({}, 4);
    expect(config).toMatchObject({
      today: null,
      host: "127.0.0.1",
      apiPort: { port: 4000, isExplicit: false },
      mlflowPort: { port: 5000, isExplicit: false },
      databaseUrl: null,
      mlflowTrackingUri: null,
      sampleStores: 60,
      fitThreads: 3,
    });
    expect(config.home).toMatch(/\/\.storecast$/);
  });

  test("an empty variable counts as absent", () => {
    expect(readConfig({ PORT: "", DATABASE_URL: "" }, 1)).toMatchObject({
      apiPort: { port: 4000, isExplicit: false },
      databaseUrl: null,
    });
  });

  test("a port that was asked for is explicit", () => {
    expect(readConfig({ PORT: "4000" }, 1).apiPort).toEqual({ port: 4000, isExplicit: true });
  });

  test("every wrong value is named at once, with its rule", () => {
    const read = () =>
      readConfig(
        { PORT: "70000", STORECAST_TODAY: "2015-02-30", MLFLOW_TRACKING_URI: "ftp://x", LOG_LEVEL: "loud" },
        1,
      );
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(/PORT="70000" must be a whole number from 1 to 65535/);
    expect(read).toThrow(/STORECAST_TODAY="2015-02-30" must be a day that the calendar has/);
    expect(read).toThrow(
      /MLFLOW_TRACKING_URI="ftp:\/\/x" must be a URL that starts with http:\/\/ or https:\/\//,
    );
    expect(read).toThrow(/LOG_LEVEL="loud" must be one of/);
  });

  test("the limits of a request have defaults, settings and ranges", () => {
    expect(readConfig({}, 1).limits).toEqual(DEFAULT_LIMITS);
    expect(readConfig({ STORECAST_MAX_COST: "20000", STORECAST_MAX_ALIASES: "0" }, 1).limits).toEqual({
      ...DEFAULT_LIMITS,
      cost: 20_000,
      aliases: 0,
    });
    expect(() => readConfig({ STORECAST_MAX_DEPTH: "2" }, 1)).toThrow(
      /STORECAST_MAX_DEPTH="2" must be a whole number from 3 to 100/,
    );
  });

  test("the audit log is kept for 400 days, for as many as are named, or for good", () => {
    const daysOf = (days?: string) =>
      readConfig(days === undefined ? {} : { STORECAST_AUDIT_RETENTION_DAYS: days }, 1).auditRetentionDays;
    expect([daysOf(), daysOf("30"), daysOf("0")]).toEqual([400, 30, 0]);
    expect(() => daysOf("-1")).toThrow(
      'STORECAST_AUDIT_RETENTION_DAYS="-1" must be a whole number from 0 to 36500',
    );
  });

  test("a password in a wrong URL is not repeated", () => {
    const read = () => readConfig({ DATABASE_URL: "mysql://me:secret@db/x" }, 1);
    expect(read).toThrow(/DATABASE_URL="mysql:\/\/\*\*\*@db\/x"/);
    expect(read).not.toThrow(/secret/);
  });

  test("a trailing slash of the tracking URI is dropped", () => {
    expect(readConfig({ MLFLOW_TRACKING_URI: "http://mlflow:5000/" }, 1).mlflowTrackingUri).toBe(
      "http://mlflow:5000",
    );
  });

  test("a webhook needs its secret, which is never repeated", () => {
    const url = "http://api:4000/";
    const secret = "sixteen letters!";
    expect(readConfig({}, 1).webhook).toBeNull();
    expect(readConfig({ STORECAST_WEBHOOK_URL: url, STORECAST_WEBHOOK_SECRET: secret }, 1).webhook).toEqual({
      url: "http://api:4000",
      secret,
    });
    expect(() => readConfig({ STORECAST_WEBHOOK_URL: url }, 1)).toThrow(
      /STORECAST_WEBHOOK_SECRET must be too/,
    );
    const read = () => readConfig({ STORECAST_WEBHOOK_URL: url, STORECAST_WEBHOOK_SECRET: "guessable" }, 1);
    expect(read).toThrow(/STORECAST_WEBHOOK_SECRET=\*\*\* must have at least 16 characters/);
    expect(read).not.toThrow(/guessable/);
  });

  test("a job has no less time than one of its attempts", () => {
    expect(readConfig({}, 1)).toMatchObject({
      ...{ attemptLimitSeconds: 60, jobLimitSeconds: 300, shutdownGraceSeconds: 20 },
      ...{ retrainSchedule: null, retrainOnImport: "stale" },
    });
    expect(() => readConfig({ STORECAST_JOB_LIMIT_SECONDS: "59" }, 1)).toThrow(
      "The configuration is wrong: STORECAST_JOB_LIMIT_SECONDS=59 must be at least STORECAST_ATTEMPT_LIMIT_SECONDS=60.",
    );
    expect(() => readConfig({ STORECAST_ATTEMPT_LIMIT_SECONDS: "-1" }, 1)).toThrow(
      'STORECAST_ATTEMPT_LIMIT_SECONDS="-1" must be a whole number from 1 to 86400',
    );
  });

  test("what an import does to models is one of three words", () => {
    expect(readConfig({ STORECAST_RETRAIN_ON_IMPORT: "all" }, 1).retrainOnImport).toBe("all");
    expect(() => readConfig({ STORECAST_RETRAIN_ON_IMPORT: "yes" }, 1)).toThrow(
      'STORECAST_RETRAIN_ON_IMPORT="yes" must be one of off, stale, all',
    );
  });

  test("outside, a laptop trusts no proxy and shares with no site; its schema is told", () => {
    expect(readConfig({}, 1).exposure).toEqual(DEFAULT_EXPOSURE);
  });

  test("proxies, sites and rates of those that others reach", () => {
    const env = {
      STORECAST_TRUSTED_PROXIES: "loopback, 10.0.0.0/8,2001:db8::1",
      STORECAST_CORS_ORIGINS: "https://intranet.example, http://localhost:3000",
      STORECAST_PUBLIC_URL: "https://storecast.example/",
      ...{ STORECAST_REQUESTS_PER_PERSON: "100", STORECAST_SOCKETS_PER_PERSON: "0" },
      ...{ STORECAST_KEEP_ALIVE_SECONDS: "5", STORECAST_SOCKET_IDLE_MINUTES: "0" },
    };
    expect(readConfig(env, 1).exposure).toMatchObject({
      trustedProxies: ["loopback", "10.0.0.0/8", "2001:db8::1"],
      corsOrigins: ["https://intranet.example", "http://localhost:3000"],
      publicUrl: "https://storecast.example",
      rates: { ...DEFAULT_EXPOSURE.rates, personRequests: 100, personSockets: 0 },
      connections: { ...DEFAULT_EXPOSURE.connections, keepAliveMs: 5_000, socketIdleMs: 0 },
    });
  });

  test.each([
    ["STORECAST_TRUSTED_PROXIES", "10.0.0.0/33"],
    ["STORECAST_TRUSTED_PROXIES", "proxy.example"],
    ["STORECAST_CORS_ORIGINS", "*"],
    ["STORECAST_CORS_ORIGINS", "https://intranet.example/"],
    ["STORECAST_CORS_ORIGINS", "https://Intranet.example"],
    ["STORECAST_CORS_ORIGINS", "null"],
    ["STORECAST_PUBLIC_URL", "storecast.example"],
    ["STORECAST_INTROSPECTION", "yes"],
    ["STORECAST_REQUESTS_PER_ADDRESS", "-1"],
  ])("%s=%s is named with its rule", (name, value) => {
    expect(() => readConfig({ [name]: value }, 1)).toThrow(`${name}=${JSON.stringify(value)} must be`);
  });

  test("headers have no longer than the request that they are of", () => {
    expect(() => readConfig({ STORECAST_HEADERS_SECONDS: "61" }, 1)).toThrow(
      "The configuration is wrong: STORECAST_HEADERS_SECONDS=61 must be at most STORECAST_REQUEST_SECONDS=60.",
    );
  });

  test("in production the schema is told to those alone who are to be", () => {
    const read = (env: Record<string, string>) => readConfig(env, 1).exposure.hasIntrospection;
    expect(read({ NODE_ENV: "production" })).toBe(false);
    expect(read({ NODE_ENV: "development" })).toBe(true);
    expect(read({ NODE_ENV: "production", STORECAST_INTROSPECTION: "on" })).toBe(true);
    expect(read({ STORECAST_INTROSPECTION: "off" })).toBe(false);
  });
});
