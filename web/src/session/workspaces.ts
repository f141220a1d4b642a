import type { Client as ApiClient } from "@urql/core";
import type { Client as Socket } from "graphql-ws";
import type { SocketStore } from "../api/socket-status.js";
import type { JobStore } from "../live/job-store.js";
import type { RefreshDesk } from "../refresh/refresh-desk.js";
import type { Session } from "./session.js";
import { identify } from "./viewer.js";

/** What one sign-in works with: its line to the API, and what it was told and asked for. */
export interface Workspace {
  client: ApiClient;
  socket: Pick<Socket, "dispose">;
  socketStore: SocketStore;
  jobs: JobStore;
  desk: RefreshDesk;
}

/** The workspace of whoever is signed in, for `useSyncExternalStore`. */
export interface Workspaces {
  /** Null while nobody is signed in. */
  getCurrent: () => CurrentWorkspace | null;
  subscribe: (onChange: () => void) => () => void;
}

export interface CurrentWorkspace extends Workspace {
  /** Whose it is: what others were shown is to be shown no more. */
  owner: string;
}

const EVERYBODY = "everybody";

/**
 * Gives each sign-in a workspace of its own, so that nothing is left of the one before: no answer that was kept, no socket. Who
 * signs in again after a sign-in has ended has a new one with the same owner.
 */
export function createWorkspaces(session: Session, makeWorkspace: () => Workspace): Workspaces {
  let current: CurrentWorkspace | null = null;
  let currentEntry: number | null = null;
  const watchers = new Set<() => void>();

  function follow(): void {
    const { stage } = session.getState();
    const entry = stage.kind === "open" ? 0 : stage.kind === "in" ? stage.entry : null;
    if (entry === currentEntry) return;
    if (current) void end(current);
    const owner = stage.kind === "in" ? identify(stage.viewer) : EVERYBODY;
    current = entry === null ? null : { ...makeWorkspace(), owner };
    currentEntry = entry;
    for (const watch of watchers) watch();
  }

  session.subscribe(follow);
  follow();

  return {
    getCurrent: () => current,
    subscribe(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
  };
}

async function end({ socket }: Workspace): Promise<void> {
  try {
    await socket.dispose();
  } catch {
    // it was not open any more
  }
}
