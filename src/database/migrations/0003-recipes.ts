import type { Migration } from "./migration.js";

/**
 * Recipes that replace the default, and what each store's latest backtest says of its forecast errors, in standard deviations.
 *
 * A recipe without a store is the chain's.
 */
export const recipes: Migration = {
  name: "0003-recipes",
  sql: `
    CREATE TABLE recipe (
      store_id integer REFERENCES store,
      recipe jsonb NOT NULL,
      set_by text NOT NULL,
      set_at timestamptz NOT NULL
    );
    CREATE UNIQUE INDEX recipe_of ON recipe (coalesce(store_id, 0));

    CREATE TABLE backtest_residual (
      store_id integer PRIMARY KEY REFERENCES store,
      days integer NOT NULL CHECK (days >= 0),
      mean_size double precision NOT NULL,
      trained_through date NOT NULL
    );
  `,
};
