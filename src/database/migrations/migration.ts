/** One step of the schema. Never edited once released: a later step changes what an earlier one made. */
export interface Migration {
  /** `0001-stores`: steps run in the order of the list and are remembered by name. */
  name: string;
  sql: string;
}
