import type { JobNews } from "../live/store-activity.js";
import type { RefreshTarget } from "./refresh-target.js";

/** How many jobs ended how. */
export interface Digest {
  succeeded: number;
  failed: number;
  cancelled: number;
  /** The store, where all of it is about one. */
  only: { code: string; name: string } | null;
}

export function digest(news: readonly JobNews[]): Digest {
  const count = (status: string) => news.filter(({ job }) => job.status === status).length;
  const stores = new Map(news.map(({ job }) => [job.store.code, job.store]));
  const [only = null] = stores.size === 1 ? stores.values() : [];
  return { succeeded: count("SUCCEEDED"), failed: count("FAILED"), cancelled: count("CANCELLED"), only };
}

/** Where the planner is. */
export interface Place {
  /** Path of the address. */
  path: string;
  /** Codes of the chosen stores. */
  stores: readonly string[];
}

/** Whether the planner sees by itself how a refresh of this target has ended. */
export function isInView(target: RefreshTarget, { path, stores }: Place): boolean {
  if (path === "/" || path === "/activity") return true;
  if (target.kind !== "store") return false;
  if (path === "/compare") return stores.includes(target.code);
  return path === `/stores/${encodeURIComponent(target.code)}`;
}
