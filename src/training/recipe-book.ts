import { runQuery, type Queryable } from "../database/pool.js";
import { DEFAULT_RECIPE, parseRecipe, type Recipe } from "../model/index.js";

/** Where recipes are kept: a store's own before the chain's before the default. */
export interface RecipeBook {
  /** What a store is trained with. */
  loadRecipe(storeId: number): Promise<Recipe>;
  /** What stores without a recipe of their own are trained with. */
  loadChainRecipe(): Promise<Recipe>;
  /** Codes and recipes of the stores that have one of their own, by code. */
  listOverrides(): Promise<{ storeCode: string; recipe: Recipe }[]>;
  /** Sets the recipe of a store, or with null of the chain. */
  set(storeId: number | null, recipe: Recipe, by: string, at: Date): Promise<void>;
  /** Goes back to the chain's recipe, or with null to the default. Returns whether there was one. */
  reset(storeId: number | null): Promise<boolean>;
}

/** Label of the chain's recipe in SQL, with the default's as the fallback in parameter `$n`. */
export const chainRecipeLabel = (fallback: string) =>
  `coalesce((SELECT concat(recipe->>'name', '@', recipe->>'version') FROM recipe WHERE store_id IS NULL), ${fallback})`;

export function makeRecipeBook(db: Queryable): RecipeBook {
  const loadNearest = async (storeId: number | null): Promise<Recipe> => {
    const [row] = await runQuery<{ recipe: unknown }>(
      db,
      "SELECT recipe FROM recipe WHERE store_id IS NULL OR store_id = $1 ORDER BY store_id NULLS LAST LIMIT 1",
      [storeId],
    );
    return row ? parseRecipe(row.recipe) : DEFAULT_RECIPE;
  };
  return {
    loadRecipe: loadNearest,
    loadChainRecipe: () => loadNearest(null),
    listOverrides: async () => {
      const rows = await runQuery<{ code: string; recipe: unknown }>(
        db,
        "SELECT code, recipe FROM recipe JOIN store ON store.id = store_id ORDER BY code_number, code",
      );
      return rows.map(({ code, recipe }) => ({ storeCode: code, recipe: parseRecipe(recipe) }));
    },
    set: async (storeId, recipe, by, at) => {
      await runQuery(
        db,
        `INSERT INTO recipe (store_id, recipe, set_by, set_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (coalesce(store_id, 0)) DO UPDATE
         SET recipe = excluded.recipe, set_by = excluded.set_by, set_at = excluded.set_at`,
        [storeId, JSON.stringify(recipe), by, at],
      );
    },
    reset: async (storeId) => {
      const gone = await runQuery(
        db,
        "DELETE FROM recipe WHERE coalesce(store_id, 0) = coalesce($1, 0) RETURNING set_at",
        [storeId],
      );
      return gone.length > 0;
    },
  };
}
