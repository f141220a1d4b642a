/** What a person or program may do, each role all that the ones before it may. */
export const ROLES = ["viewer", "planner", "operator"] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Principal {
  /** Says who did something in jobs, promotions and the audit: the subject of a token, or the name of a key. */
  name: string;
  kind: "person" | "key" | "anyone";
  role: Role;
  /** Codes of the regions that it may see, in order; null for all, those to come among them. */
  regionCodes: readonly string[] | null;
}

/** Whoever reaches an API that asks nobody who they are. */
export const ANYONE: Principal = Object.freeze({
  name: "graphql",
  kind: "anyone",
  role: "operator",
  regionCodes: null,
});

/** Whether a role may do what needs another one. */
export function mayDo(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Names what answers may depend on: principals of one scope may share them. */
export function scopeOf({ role, regionCodes }: Principal): string {
  return regionCodes === null ? role : `${role} ${JSON.stringify(regionCodes)}`;
}
