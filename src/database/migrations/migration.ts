/** The way back from a step, to the schema of the release before it. */
export interface WayBack {
  sql: string;
  /** What goes with it, and a query that answers one row if there is any. Absent where nothing that people know of goes. */
  loses?: { what: string; sql: string };
}

/**
 * One step of the schema. Never edited once released: a later step changes what an earlier one made.
 *
 * Steps only add: the release before must run on the new schema, for both run during an upgrade. What is not needed any more goes a release later.
 */
export interface Migration {
  /** `0001-stores`: steps run in the order of the list and are remembered by name. */
  name: string;
  sql: string;
  /** Every step after the first release has one. */
  down?: WayBack;
}
