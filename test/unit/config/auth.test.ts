import { describe, expect, test } from "@jest/globals";
import { readConfig } from "../../../src/config.js";
import { requireAuthSaid } from "../../../src/config/auth.js";
import { isLoopback } from "../../../src/config/loopback.js";
import { ConfigurationError } from "../../../src/errors.js";

const ISSUER = { STORECAST_OIDC_ISSUER: "https://id.example.com", STORECAST_JWT_AUDIENCE: "storecast" };
const read = (environment: Record<string, string>) => readConfig(environment, 1).auth;

describe("who may use the API", () => {
  test.each([
    ["nothing said, on loopback", {}, "off", []],
    ["nothing said, on another address of loopback", { HOST: "127.0.0.9" }, "off", []],
    ["nothing said, on localhost", { HOST: "localhost" }, "off", []],
    ["nothing said, on IPv6 loopback", { HOST: "::1" }, "off", []],
    ["nothing said, on all addresses", { HOST: "0.0.0.0" }, "unsaid", null],
    ["nothing said, on an address like loopback", { HOST: "127.0.0.1.example.com" }, "unsaid", null],
    ["off, on loopback", { STORECAST_AUTH: "off" }, "off", []],
    ["off, on all addresses", { STORECAST_AUTH: "off", HOST: "0.0.0.0" }, "off", null],
    [
      "off, on all addresses, with names",
      { STORECAST_AUTH: "off", HOST: "0.0.0.0", STORECAST_ALLOWED_HOSTS: "a.example.com, b" },
      "off",
      ["a.example.com", "b"],
    ],
    ["required, on loopback", { STORECAST_AUTH: "required" }, "required", null],
    ["required, on all addresses", { STORECAST_AUTH: "required", HOST: "::" }, "required", null],
    ["an issuer, on loopback", ISSUER, "required", null],
    ["an issuer, on all addresses", { ...ISSUER, HOST: "0.0.0.0" }, "required", null],
  ])("%s", (_what, environment, mode, allowedHosts) => {
    expect(read(environment as unknown as Record<string, string>)).toMatchObject({ mode, allowedHosts });
  });

  test("an API that others reach does not start before somebody says who may use it, and other commands do", () => {
    const config = readConfig({ HOST: "0.0.0.0" }, 1);
    expect(() => requireAuthSaid(config)).toThrow(ConfigurationError);
    expect(() => requireAuthSaid(config)).toThrow(
      /^HOST=0\.0\.0\.0 lets other machines reach the API.*STORECAST_AUTH=required.*STORECAST_OIDC_ISSUER.*STORECAST_AUTH=off/,
    );
    expect(() => requireAuthSaid(readConfig({ HOST: "0.0.0.0", STORECAST_AUTH: "off" }, 1))).not.toThrow();
    expect(() => requireAuthSaid(readConfig({}, 1))).not.toThrow();
  });

  test.each([
    ["localhost", true],
    ["LOCALHOST", true],
    ["127.255.0.3", true],
    ["::1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["10.0.0.1", false],
    ["localhost.example.com", false],
  ])("%s is reached from this machine alone: %s", (host, is) => {
    expect(isLoopback(host)).toBe(is);
  });
});

describe("tokens", () => {
  test("an issuer and an audience are enough", () => {
    expect(read(ISSUER)).toMatchObject({
      tokens: {
        issuer: "https://id.example.com",
        audiences: ["storecast"],
        jwksUrl: null,
        nameClaim: "sub",
        roleClaim: "storecast_role",
        roleNames: new Map([
          ["viewer", "viewer"],
          ["planner", "planner"],
          ["operator", "operator"],
        ]),
        regionsClaim: "storecast_regions",
        isRegionsClaimRequired: false,
      },
      signIn: null,
    });
  });

  test("everything about them can be said", () => {
    const { tokens, signIn } = read({
      ...ISSUER,
      STORECAST_JWT_AUDIENCE: "storecast, api://storecast",
      STORECAST_JWKS_URL: "http://keys:8080/jwks",
      STORECAST_JWT_NAME_CLAIM: "email",
      STORECAST_JWT_ROLE_CLAIM: "realm_access.roles",
      STORECAST_JWT_ROLES: "planner=Store Planners,planner=buyers, operator=admins=all",
      STORECAST_JWT_REGIONS_CLAIM: "regions",
      STORECAST_OIDC_CLIENT_ID: "page",
      STORECAST_OIDC_SCOPE: "openid email",
    });
    expect(tokens).toMatchObject({
      audiences: ["storecast", "api://storecast"],
      jwksUrl: "http://keys:8080/jwks",
      nameClaim: "email",
      roleClaim: "realm_access.roles",
      regionsClaim: "regions",
      isRegionsClaimRequired: true,
    });
    expect([...tokens!.roleNames]).toEqual([
      ["Store Planners", "planner"],
      ["buyers", "planner"],
      ["admins=all", "operator"],
    ]);
    expect(signIn).toEqual({ issuer: ISSUER.STORECAST_OIDC_ISSUER, clientId: "page", scope: "openid email" });
  });

  test.each([
    [{ STORECAST_AUTH: "maybe" }, 'STORECAST_AUTH="maybe" must be one of required, off'],
    [{ STORECAST_OIDC_ISSUER: "id.example.com" }, "STORECAST_OIDC_ISSUER"],
    [{ STORECAST_OIDC_ISSUER: "https://id.example.com" }, "STORECAST_JWT_AUDIENCE must be too"],
    [{ STORECAST_JWKS_URL: "https://id/jwks" }, "STORECAST_OIDC_ISSUER must be too"],
    [{ STORECAST_OIDC_CLIENT_ID: "page" }, "STORECAST_OIDC_CLIENT_ID is set, so STORECAST_OIDC_ISSUER"],
    [{ ...ISSUER, STORECAST_AUTH: "off" }, "STORECAST_OIDC_ISSUER must not be set beside it"],
    [{ ...ISSUER, STORECAST_JWT_AUDIENCE: " , " }, "must name something"],
    [{ ...ISSUER, STORECAST_JWT_ROLES: "boss=admins" }, "must be pairs such as planner=store-planners"],
    [{ STORECAST_ALLOWED_HOSTS: "https://a" }, "must be names of hosts without ports"],
    [{ STORECAST_ALLOWED_HOSTS: "a:4000" }, "must be names of hosts without ports"],
  ])("%j is refused in one sentence", (environment, sentence) => {
    expect(() => read(environment as unknown as Record<string, string>)).toThrow(ConfigurationError);
    expect(() => read(environment as unknown as Record<string, string>)).toThrow(sentence);
  });
});
