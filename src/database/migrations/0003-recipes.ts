import type { Migration } from "./migration.js";

/**
 * Recipes that replace the default, and what backtests leave for the chain's pool of forecast errors.
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
      residuals double precision[] NOT NULL,
      trained_through date NOT NULL
    );
  `,
};
