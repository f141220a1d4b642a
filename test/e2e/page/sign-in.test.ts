import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import type { Principal } from "../../../src/access/principal.js";
import { expectAccessible, expectAccessibleInAllColours } from "../../support/axe.js";
import { makeTab } from "../../support/page-tab.js";
import { startSignInWorld, type SignInWorld } from "../../support/sign-in-world.js";

const STORES = 4;
const PLANNER: Principal = { name: "planning", kind: "key", role: "planner", regionCodes: null };
const VIEWER: Principal = { name: "wall", kind: "key", role: "viewer", regionCodes: ["HE"] };

let world: SignInWorld;
const tab = makeTab((...place) => world.open(...place));

beforeAll(async () => {
  world = await startSignInWorld(STORES, { anna: "planner" });
}, 60_000);
beforeEach(() => {
  world.keys.set("sc_planner", PLANNER).set("sc_viewer", VIEWER);
  world.provider.tokenSeconds = 3_600;
  world.waitSeconds = null;
});
afterAll(() => world.close());

const storesOf = (page: Page) => page.getByRole("rowheader").getByRole("link");
const useKey = async (page: Page, key: string) => {
  await page.getByLabel("Key", { exact: true }).fill(key);
  await page.keyboard.press("Enter");
};
const signInAtProvider = async (page: Page, name: string) => {
  await page.getByRole("button", { name: /^Sign in with 127\.0\.0\.1/ }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
};
/** All that the browser keeps beyond the tab, and the tab's own. */
const readMemory = (page: Page) =>
  page.evaluate<{ beyond: string; tab: string }>(
    "({ beyond: JSON.stringify({ ...localStorage }) + document.cookie, tab: JSON.stringify({ ...sessionStorage }) })",
  );

describe("with a key", () => {
  test("a planner is let in, by keyboard alone, and the key stays in the tab", async () => {
    const { page, faults } = await tab.visit("/?q=1");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await useKey(page, "sc_planner");
    await storesOf(page).first().waitFor();
    expect(new URL(page.url()).search).toBe("?q=1");
    await page.getByText("Live", { exact: true }).waitFor();
    expect(faults).toEqual([]);
    const memory = await readMemory(page);
    expect(memory.beyond).not.toContain("sc_planner");
    expect(memory.tab).toContain("sc_planner");
    await page.reload();
    await storesOf(page).first().waitFor();
  });

  test("one that does not hold is refused in the API's words", async () => {
    const { page } = await tab.visit("/");
    await useKey(page, "sc_wrong");
    await page
      .getByRole("alert")
      .getByText("Storecast does not accept this. The key does not hold.")
      .waitFor();
    await useKey(page, "with spaces");
    await page.getByRole("alert").getByText("This is no key").waitFor();
  });

  test("the way in and what is said are accessible, in light and dark colours, on a phone too", async () => {
    const { page } = await tab.visit("/", { viewport: { width: 360, height: 740 } });
    await useKey(page, "sc_wrong");
    await page.getByRole("alert").getByText("does not accept").waitFor();
    await expectAccessibleInAllColours(page);
    const width = await page
      .locator("html")
      .evaluate((root) => (root as { scrollWidth: number }).scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
  });
});

describe("who is signed in", () => {
  test("is said with role and regions, and signs out without a trace", async () => {
    const { page } = await tab.visit("/", { viewport: { width: 360, height: 740 } });
    await useKey(page, "sc_viewer");
    await storesOf(page).first().waitFor();
    await page.getByRole("button", { name: "Signed in: wall Viewer" }).click();
    const account = page.getByRole("group", { name: "Signed in" });
    expect(await account.getByRole("definition").allTextContents()).toEqual(["wall", "Viewerreads", "Hesse"]);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out").waitFor();
    const memory = await readMemory(page);
    expect(`${memory.beyond} ${memory.tab}`).not.toContain("sc_viewer");
    await page.reload();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("is not offered what a viewer may not do, and told why", async () => {
    const { page, faults } = await tab.visit("/stores/1");
    await useKey(page, "sc_viewer");
    const refresh = page.getByRole("button", { name: "Refresh" });
    await refresh.waitFor();
    expect(await refresh.getAttribute("aria-disabled")).toBe("true");
    const why = "Your role is Viewer; this needs Planner. Ask whoever runs Storecast in your company.";
    expect(await page.getByRole("button", { name: "Refresh", description: why }).count()).toBeGreaterThan(0);
    const rollback = page.getByRole("button", { name: /^Roll back/ });
    await rollback.waitFor();
    await rollback.click({ force: true });
    expect(await page.getByRole("dialog").count()).toBe(0);
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  test("does not see what another has seen", async () => {
    const { page } = await tab.visit("/");
    await useKey(page, "sc_planner");
    await page.getByText(`${STORES} stores`).first().waitFor();
    await page.getByRole("button", { name: /^Signed in/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await useKey(page, "sc_viewer");
    await storesOf(page).first().waitFor();
    expect(await storesOf(page).count()).toBeLessThan(STORES);
  });
});

describe("at the company's provider", () => {
  const POLICY = () =>
    `default-src 'self'; connect-src 'self' ${world.app.url.replace("http", "ws")} ${world.provider.issuer}`;

  test("a planner signs in and comes back to the place that was asked for, under a strict policy", async () => {
    const { page, faults } = await tab.visitAnew("/", { permissions: ["local-network-access"] });
    await page.route(`${world.app.url}/**`, async (route) => {
      if (route.request().resourceType() !== "document") return route.fallback();
      const response = await route.fetch();
      const headers = { ...response.headers(), "content-security-policy": POLICY() };
      return route.fulfill({ response, headers });
    });
    await page.goto(`${world.app.url}/?q=1&sort=total`);
    await signInAtProvider(page, "anna");
    await storesOf(page).first().waitFor();
    expect(page.url()).toBe(`${world.app.url}/?q=1&sort=total`);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Signed in: anna Planner" }).waitFor();
    expect(faults.filter((fault) => !fault.startsWith(`another host: ${world.provider.issuer}`))).toEqual([]);
    const { beyond } = await readMemory(page);
    expect(beyond).not.toContain("eyJ");
  });

  test("who turns back at the provider is told, and may try otherwise", async () => {
    const { page } = await tab.visit("/stores/2");
    await signInAtProvider(page, "");
    await page.getByRole("alert").getByText("The sign-in was not completed. Nobody signed in.").waitFor();
    expect(new URL(page.url()).pathname).toBe("/stores/2");
    await useKey(page, "sc_planner");
    await page.getByRole("heading", { name: "Store 2" }).waitFor();
  });

  test("whom the API gives no role is told so in its words", async () => {
    const { page } = await tab.visit("/");
    await signInAtProvider(page, "bruno");
    await page.getByRole("alert").getByText("lets you see nothing. The token gives no role here").waitFor();
  });

  test("a token that is about to end is renewed, and nobody notices", async () => {
    world.provider.tokenSeconds = 25;
    const { page, faults } = await tab.visit("/stores/1");
    await signInAtProvider(page, "anna");
    await page.getByRole("button", { name: "Refresh" }).waitFor();
    await page.getByRole("link", { name: "Fleet" }).click();
    await storesOf(page).first().waitFor();
    expect(world.provider.grants).toContain("refresh_token");
    expect(faults.filter((fault) => !fault.startsWith("another host:"))).toEqual([]);
  });

  test("a further tab goes there and back by itself", async () => {
    const { page } = await tab.visit("/");
    await signInAtProvider(page, "anna");
    await storesOf(page).first().waitFor();
    const further = await page.context().newPage();
    await further.goto(`${world.app.url}/stores/2`);
    await further.getByRole("heading", { name: /2/ }).waitFor();
    expect(new URL(further.url()).pathname).toBe("/stores/2");
  });
});

describe("a sign-in that ends while the page is open", () => {
  test("is told, all that is shown stays, and it goes on where one was", async () => {
    const { page } = await tab.visit("/?q=1");
    await useKey(page, "sc_planner");
    await storesOf(page).first().waitFor();
    const shown = await storesOf(page).count();
    world.keys.delete("sc_planner");
    // what is asked next is refused
    await page.getByRole("link", { name: "Refreshes" }).click();
    await page.getByText("Your sign-in has ended").waitFor();
    await page.getByText("The key does not hold.").waitFor();
    await page.getByRole("link", { name: "Fleet" }).click();
    expect(await storesOf(page).count()).toBe(shown);
    await expectAccessible(page);
    world.keys.set("sc_next", PLANNER);
    await useKey(page, "sc_next");
    await page.getByText("Your sign-in has ended").waitFor({ state: "detached" });
    await page.getByText("Live", { exact: true }).waitFor();
    await storesOf(page)
      .nth(shown - 1)
      .waitFor();
    expect(await storesOf(page).count()).toBe(shown);
    expect(new URL(page.url()).search).toBe("?q=1");
  });
});

describe("who asks too often", () => {
  test("is told when it goes on, and it goes on by itself", async () => {
    const { page } = await tab.visit("/");
    await useKey(page, "sc_planner");
    await storesOf(page).first().waitFor();
    world.waitSeconds = 3;
    await page.getByRole("link", { name: "Refreshes" }).click();
    await page.getByText(/Asked again by itself at \d+:\d\d:\d\d/).waitFor();
    world.waitSeconds = null;
    await page.getByText("No refresh yet").waitFor();
    await page.getByText(/Asked again by itself/).waitFor({ state: "detached" });
  });
});
