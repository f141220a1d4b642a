import { describe, expect, test } from "@jest/globals";
import type { AuthConfig } from "../../../web/src/session/auth-config.js";
import { createGuardedFetch } from "../../../web/src/session/guarded-fetch.js";
import { ProviderError, type Provider, type Tokens } from "../../../web/src/session/provider.js";
import { createSession } from "../../../web/src/session/session.js";
import type { Viewer } from "../../../web/src/session/viewer.js";
import { createWorkspaces, type Workspace } from "../../../web/src/session/workspaces.js";
import { makeEnvironment, NOON } from "./support.js";

const OIDC = { issuer: "https://login.example.com", clientId: "page", scope: "openid" };
const GUARDED: AuthConfig = { isOpen: false, oidc: OIDC, keys: true };
const viewerOf = (name: string): Viewer => ({ name, role: "PLANNER", regions: null, expiresAt: null });
const place = (path: string) => new URL(`https://storecast.example.com${path}`);

/** A session at an API that takes the key `good` and tokens whose name begins so. */
async function makeSession(config: AuthConfig | null = GUARDED, path = "/?q=1") {
  const environment = makeEnvironment();
  const tab = makeEnvironment().storage;
  const seen = { places: [] as string[], renewals: 0, revoked: [] as string[], left: [] as string[] };
  const state = { isDown: false, isDenied: false, tokens: makeTokens("good-1", 3_600) };
  const provider: Provider = {
    leaveFor: async (returnTo) => void seen.left.push(await Promise.resolve(returnTo)),
    takeAnswer: () =>
      state.isDenied
        ? Promise.reject(new ProviderError({ kind: "denied", message: "no" }, "/stores/2"))
        : Promise.resolve({ tokens: state.tokens, returnTo: "/stores/1" }),
    renew() {
      seen.renewals += 1;
      if (state.isDown) return Promise.reject(new ProviderError({ kind: "unreachable" }));
      if (state.isDenied) return Promise.reject(new ProviderError({ kind: "denied", message: null }));
      return Promise.resolve({ ...makeTokens("good-2", 3_600), refreshToken: null });
    },
    revoke: async (token) => void seen.revoked.push(await Promise.resolve(token)),
  };
  const make = () =>
    createSession({
      ...{ environment, tabStorage: tab },
      loadConfig: () => Promise.resolve(config),
      loadProvider: () => Promise.resolve(provider),
      askViewer: (authorization) =>
        Promise.resolve(
          authorization.startsWith("Bearer good")
            ? viewerOf("anna")
            : {
                ...{ kind: "unauthenticated", message: "No.", service: null, requestId: null },
                ...{ retryAfterSeconds: null, isRetryable: false },
              },
        ),
      showPlace: (shown) => void seen.places.push(shown),
    });
  const session = make();
  await session.start(place(path));
  await settle();
  return { session, make, seen, state, tab, environment };
}

function makeTokens(accessToken: string, seconds: number): Tokens {
  return { accessToken, refreshToken: "refresh", expiresAtMs: NOON.getTime() + seconds * 1_000 };
}

/** Lets promises that wait for nothing come to their ends. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a session", () => {
  test("of an API that lets everybody in shows nothing, and keeps nothing", async () => {
    const { session } = await makeSession({ isOpen: true, oidc: null, keys: false });
    expect(session.getState().stage).toEqual({ kind: "open" });
    expect(await session.authorize()).toBeNull();
  });

  test("begins outside, and is entered with a key that the API takes", async () => {
    const { session, make } = await makeSession();
    expect(session.getState().stage.kind).toBe("out");
    await expect(session.authorize()).rejects.toThrow("Nobody is signed in.");
    expect(await session.signInWithKey("two words")).toEqual({ kind: "malformed" });
    expect(await session.signInWithKey("bad")).toMatchObject({ kind: "refused", facts: { message: "No." } });
    expect(await session.signInWithKey(" good ")).toBeNull();
    expect(await session.authorize()).toBe("Bearer good");
    const reloaded = make();
    await reloaded.start(place("/"));
    expect(reloaded.getState().stage).toMatchObject({ kind: "in", viewer: { name: "anna" } });
  });

  test("is entered by way of the provider, at the place that was asked for", async () => {
    const { session, seen } = await makeSession(GUARDED, "/callback?code=c&state=s");
    expect(session.getState().stage.kind).toBe("in");
    expect(seen.places).toEqual(["/stores/1"]);
  });

  test("whom the provider turns back is told why, where they were", async () => {
    const { session, seen, state } = await makeSession();
    state.isDenied = true;
    await session.start(place("/callback?error=access_denied"));
    await settle();
    expect(session.getState().stage).toMatchObject({ kind: "out", problem: { kind: "denied" } });
    expect(seen.places).toEqual(["/stores/2"]);
  });

  test("a further tab goes to the provider by itself, until somebody signs out", async () => {
    const { session, seen, make, tab } = await makeSession(GUARDED, "/callback?code=c&state=s");
    tab.removeItem("storecast.session");
    await make().start(place("/compare?stores=1"));
    await settle();
    expect(seen.left).toEqual(["/compare?stores=1"]);
    session.signOut();
    await settle();
    expect(seen.revoked).toEqual(["refresh"]);
    const further = make();
    await further.start(place("/"));
    expect(further.getState().stage.kind).toBe("out");
  });

  test("a token about to end is renewed once however many ask, and a refresh token kept where no other comes", async () => {
    const { session, seen, state } = await makeSession();
    state.tokens = makeTokens("good-1", 10);
    await session.start(place("/callback?code=c"));
    await settle();
    const shown = await Promise.all([session.authorize(), session.authorize()]);
    expect(shown).toEqual(["Bearer good-2", "Bearer good-2"]);
    expect(seen.renewals).toBe(1);
    session.signOut();
    await settle();
    expect(seen.revoked).toEqual(["refresh"]);
  });

  test("a token that cannot be renewed now is shown while it holds, and is no end", async () => {
    const { session, state } = await makeSession();
    state.tokens = makeTokens("good-1", 10);
    state.isDown = true;
    await session.start(place("/callback?code=c"));
    await settle();
    expect(await session.authorize()).toBe("Bearer good-1");
    expect(session.getState().stage).toMatchObject({ kind: "in", ended: null });
  });

  test("ends where the provider renews no more, and who was in stays to be seen", async () => {
    const { session, state } = await makeSession();
    state.tokens = makeTokens("good-1", -1);
    await session.start(place("/callback?code=c"));
    await settle();
    state.isDenied = true;
    await expect(session.authorize()).rejects.toThrow("Nobody is signed in.");
    expect(session.getState().stage).toMatchObject({ kind: "in", viewer: { name: "anna" }, ended: {} });
  });
});

describe("what is asked of the API", () => {
  const answer = (status: number) =>
    new Response(JSON.stringify({ errors: [{ message: "Revoked." }] }), { status });

  test("shows who asks; a refusal ends the sign-in, after which nothing is asked", async () => {
    const { session } = await makeSession();
    await session.signInWithKey("good");
    const shown: (string | null)[] = [];
    let status = 200;
    const guarded = createGuardedFetch(session, (_input, init) => {
      shown.push(new Headers(init?.headers).get("authorization"));
      return Promise.resolve(answer(status));
    });
    await guarded("/graphql", { method: "POST" });
    status = 401;
    expect((await guarded("/graphql")).status).toBe(401);
    expect(session.getState().stage).toMatchObject({ ended: { message: "Revoked." } });
    const kept = await guarded("/graphql");
    expect(await kept.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(shown).toEqual(["Bearer good", "Bearer good"]);
  });

  test("is asked once more with a renewed token", async () => {
    const { session } = await makeSession(GUARDED, "/callback?code=c");
    const guarded = createGuardedFetch(session, (_input, init) =>
      Promise.resolve(
        answer(new Headers(init?.headers).get("authorization") === "Bearer good-2" ? 200 : 401),
      ),
    );
    expect((await guarded("/graphql")).status).toBe(200);
  });

  test("of an API that has come to ask who one is leads to the way in", async () => {
    const { session } = await makeSession(null);
    expect(session.getState().stage.kind).toBe("open");
    await createGuardedFetch(session, () => Promise.resolve(answer(401)))("/graphql");
    expect(session.getState().stage.kind).toBe("out");
  });
});

test("each sign-in has a workspace of its own, of the same owner if the same person comes back", async () => {
  const { session } = await makeSession();
  let ended = 0;
  const workspaces = createWorkspaces(
    session,
    () => ({ socket: { dispose: () => void (ended += 1) } }) as unknown as Workspace,
  );
  expect(workspaces.getCurrent()).toBeNull();
  await session.signInWithKey("good");
  const first = workspaces.getCurrent();
  await session.refuse("Bearer good", null);
  expect(workspaces.getCurrent()).toBe(first);
  await session.signInWithKey("good-too");
  expect(workspaces.getCurrent()).not.toBe(first);
  expect(workspaces.getCurrent()?.owner).toBe(first?.owner);
  session.signOut();
  expect(workspaces.getCurrent()).toBeNull();
  expect(ended).toBe(2);
});
