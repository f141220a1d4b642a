import { lazy, Suspense, useSyncExternalStore, type ReactNode } from "react";
import { Provider as ApiProvider } from "urql";
import { SocketProvider } from "../api/use-socket-status.js";
import { LiveProvider } from "../live/live-provider.js";
import { RefreshProvider } from "../refresh/use-refresh.js";
import type { Workspaces } from "../session/workspaces.js";

const SignInScreen = lazy(() => import("./sign-in-screen.js"));

interface SessionGateProps {
  workspaces: Workspaces;
  /** What whoever is signed in works with. */
  children: ReactNode;
}

/** Lets in who is signed in, or everybody where the API does; shows others how to sign in. */
export function SessionGate({ workspaces, children }: SessionGateProps) {
  const workspace = useSyncExternalStore(workspaces.subscribe, workspaces.getCurrent);
  if (!workspace) {
    return (
      <Suspense>
        <SignInScreen />
      </Suspense>
    );
  }
  const { client, socketStore, jobs, desk, owner } = workspace;
  return (
    <SocketProvider value={socketStore}>
      <ApiProvider value={client}>
        <LiveProvider key={owner} jobs={jobs} onReconnected={socketStore.onReconnected}>
          <RefreshProvider value={desk}>{children}</RefreshProvider>
        </LiveProvider>
      </ApiProvider>
    </SocketProvider>
  );
}
