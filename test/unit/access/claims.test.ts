import { describe, expect, test } from "@jest/globals";
import { readPrincipal } from "../../../src/access/claims.js";
import { ROLES } from "../../../src/access/principal.js";
import type { ClaimRules } from "../../../src/access/token-rules.js";
import { ForbiddenError, UnauthenticatedError } from "../../../src/errors.js";

const RULES: ClaimRules = {
  nameClaim: "sub",
  roleClaim: "storecast_role",
  roleNames: new Map(ROLES.map((role) => [role, role])),
  regionsClaim: "storecast_regions",
  isRegionsClaimRequired: false,
};
const HANNA = { sub: "hanna", storecast_role: "planner" };

describe("the role", () => {
  test.each([
    ["one", "planner", "planner"],
    ["several in a text", "viewer operator  other", "operator"],
    ["a list", ["default-roles", "viewer", "planner"], "planner"],
  ])("of %s is the highest that is known", (_what, claim, role) => {
    expect(readPrincipal({ sub: "hanna", storecast_role: claim }, RULES)).toEqual({
      ...{ name: "hanna", kind: "person", role, regionCodes: null },
    });
  });

  test.each([
    ["a path", { realm_access: { roles: ["offline_access", "viewer"] } }, "realm_access.roles"],
    [
      "a longer path",
      { resource_access: { storecast: { roles: ["viewer"] } } },
      "resource_access.storecast.roles",
    ],
    ["a name with dots", { "https://example.com/roles": "viewer" }, "https://example.com/roles"],
  ])("is found at %s", (_what, claims, roleClaim) => {
    expect(readPrincipal({ sub: "hanna", ...claims }, { ...RULES, roleClaim }).role).toBe("viewer");
  });

  test("has the names that the installation gives it, and no others", () => {
    const rules = {
      ...RULES,
      roleNames: new Map([
        ["Store Planners", "planner" as const],
        ["readers", "viewer" as const],
      ]),
    };
    const roleOf = (claim: unknown) => readPrincipal({ sub: "hanna", storecast_role: claim }, rules).role;
    expect(roleOf(["Store Planners", "readers"])).toBe("planner");
    expect(() => roleOf("operator")).toThrow(
      "The token gives no role here: its claim storecast_role must name one of Store Planners, readers.",
    );
  });

  test.each([
    [undefined],
    [null],
    [""],
    ["admin"],
    ["Operator"],
    [[]],
    [["admin"]],
    [["operator", 7]],
    [{ operator: true }],
    [7],
    [true],
  ])("is none for %j", (claim) => {
    expect(() => readPrincipal({ sub: "hanna", storecast_role: claim }, RULES)).toThrow(ForbiddenError);
  });

  test.each(["__proto__.constructor", "constructor", "toString.length", "hasOwnProperty"])(
    "is not found in what every object has: %s",
    (roleClaim) => {
      expect(() => readPrincipal({ sub: "hanna" }, { ...RULES, roleClaim })).toThrow(ForbiddenError);
    },
  );
});

describe("the regions", () => {
  const regionsOf = (claims: object, isRegionsClaimRequired = false) =>
    readPrincipal({ ...HANNA, ...claims }, { ...RULES, isRegionsClaimRequired }).regionCodes;

  test.each([
    ["a list", ["HE", "BW", "HE"], ["BW", "HE"]],
    ["a text", "HE BW", ["BW", "HE"]],
    ["an empty list", [], []],
    ["an empty text", "", []],
    ["a star", "*", null],
    ["a star among others", ["HE", "*"], null],
  ])("of %s", (_what, claim, codes) => {
    expect(regionsOf({ storecast_regions: claim })).toEqual(codes);
    expect(regionsOf({ storecast_regions: claim }, true)).toEqual(codes);
  });

  test("are all where nobody speaks of them, unless a claim was asked for", () => {
    expect(regionsOf({})).toBeNull();
    expect(() => regionsOf({}, true)).toThrow(ForbiddenError);
    expect(() => regionsOf({}, true)).toThrow("its claim storecast_regions must be a list of codes, or *");
  });

  test.each([[null], [7], [{ HE: true }], [["HE", 7]], [true]])("are not guessed from %j", (claim) => {
    expect(() => regionsOf({ storecast_regions: claim })).toThrow(ForbiddenError);
  });
});

describe("the name", () => {
  test("is the claim that was chosen, or the subject where there is none", () => {
    const rules = { ...RULES, nameClaim: "email" };
    expect(readPrincipal({ ...HANNA, email: "hanna@example.com" }, rules).name).toBe("hanna@example.com");
    expect(readPrincipal(HANNA, rules).name).toBe("hanna");
  });

  test.each([[undefined], [""], [7], [null], ["a\nb"], ["x".repeat(201)], ["\u2028"]])("is not %j", (sub) => {
    expect(() => readPrincipal({ ...HANNA, sub }, RULES)).toThrow(UnauthenticatedError);
  });
});
