import { Command } from "commander";
import type pg from "pg";

import { createAuditLog } from "../audit/audit-log.js";
import type { AuditLog } from "../audit/types.js";
import { makePool } from "../database/pool.js";
import { getRecipeLabel } from "../model/index.js";
import { makeStoreCatalogue } from "../stores/catalogue.js";
import type { Store } from "../stores/types.js";
import { makeRecipeBook, type RecipeBook } from "../training/recipe-book.js";
import { auditCallerOf } from "./audit-caller.js";
import { findStores } from "./choose-stores.js";
import { readRecipeFile, refuseBroken } from "./recipe-file.js";
import { createCommandLogger, getUser, type CommandContext } from "./runtime.js";
import { withCommandServers } from "./servers.js";

const STORE_OPTION = "code of a store (default: the whole chain)";

/** `storecast recipe`: what models contain, for the chain and for single stores. */
export function recipeCommand(context: CommandContext): Command {
  return new Command("recipe")
    .description(
      "Show or change what models contain: a store's own recipe before the chain's before the default.",
    )
    .addCommand(showCommand(context))
    .addCommand(setCommand(context))
    .addCommand(resetCommand(context))
    .addCommand(listCommand(context));
}

function showCommand(context: CommandContext): Command {
  return new Command("show")
    .description("Print the recipe that the chain, or a store, is trained with, as JSON.")
    .argument("[store]", STORE_OPTION)
    .action(async (code?: string) => {
      const recipe = await withBook(context, async (book, pool) => {
        const store = await findStore(pool, code);
        return await refuseBroken(`The recipe of ${describe(store)} is refused`, () =>
          store ? book.loadRecipe(store.id) : book.loadChainRecipe(),
        );
      });
      context.runtime.stdout.write(`${JSON.stringify(recipe, null, 2)}\n`);
    });
}

function setCommand(context: CommandContext): Command {
  const { runtime } = context;
  return new Command("set")
    .description("Set the recipe of the chain, or of a store, from a file as show prints it.")
    .argument("<file>", "JSON")
    .option("--store <code>", STORE_OPTION)
    .action(async (file: string, { store: code }: { store?: string }) => {
      const recipe = await readRecipeFile(file);
      const store = await withBook(context, async (book, pool, audit) => {
        const found = await findStore(pool, code);
        await audit.record(
          auditCallerOf(),
          { action: "RECIPE_SET", storeCodes: found ? [found.code] : [], subject: getRecipeLabel(recipe) },
          () => book.set(found?.id ?? null, recipe, getUser(), runtime.now()),
          () => ({ outcome: "DONE" }),
        );
        return found;
      });
      runtime.stdout.write(
        `From its next training on, ${describe(store)} has ${getRecipeLabel(recipe)}; ${adviseRetrain(store)}.\n`,
      );
    });
}

function resetCommand(context: CommandContext): Command {
  const { runtime } = context;
  return new Command("reset")
    .description("Go back from a store's own recipe to the chain's, or from the chain's to the default.")
    .option("--store <code>", STORE_OPTION)
    .action(async ({ store: code }: { store?: string }) => {
      const { store, wasThere } = await withBook(context, async (book, pool, audit) => {
        const found = await findStore(pool, code);
        const wasThere = await audit.record(
          auditCallerOf(),
          { action: "RECIPE_RESET", storeCodes: found ? [found.code] : [] },
          () => book.reset(found?.id ?? null),
          (isGone) => (isGone ? { outcome: "DONE" } : { outcome: "REFUSED", code: "NO_RECIPE" }),
        );
        return { store: found, wasThere };
      });
      const next = store ? "the chain's recipe" : "the default recipe";
      runtime.stdout.write(
        wasThere
          ? `From its next training on, ${describe(store)} has ${next}; ${adviseRetrain(store)}.\n`
          : `There was no recipe of ${describe(store)} to go back from.\n`,
      );
    });
}

function listCommand(context: CommandContext): Command {
  return new Command("list")
    .description("Say which recipe the chain has, and which stores have one of their own.")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const { chain, stores } = await withBook(context, (book) =>
        refuseBroken("A recipe is refused", async () => ({
          chain: getRecipeLabel(await book.loadChainRecipe()),
          stores: (await book.listOverrides()).map(({ storeCode, recipe }) => ({
            code: storeCode,
            recipe: getRecipeLabel(recipe),
          })),
        })),
      );
      const lines = [`chain ${chain}`, ...stores.map(({ code, recipe }) => `store ${code} ${recipe}`)];
      context.runtime.stdout.write(json ? `${JSON.stringify({ chain, stores })}\n` : `${lines.join("\n")}\n`);
    });
}

/** A store that has seen all data is up to date, whatever its recipe. */
const adviseRetrain = (store: Store | null) =>
  `storecast retrain ${store?.code ?? "--all"} --force trains with it now`;

const describe = (store: Store | null) => (store ? `store ${store.code}` : "the chain");

async function findStore(pool: pg.Pool, code: string | undefined): Promise<Store | null> {
  if (code === undefined) return null;
  const [store] = await findStores(makeStoreCatalogue(pool), [code], {});
  return store ?? null;
}

async function withBook<T>(
  context: CommandContext,
  work: (book: RecipeBook, pool: pg.Pool, audit: AuditLog) => Promise<T>,
): Promise<T> {
  return await withCommandServers(context, { mlflow: false }, async ({ databaseUrl }) => {
    const logger = createCommandLogger(context, "recipe");
    const pool = makePool({ url: databaseUrl, max: 1, logger });
    try {
      const audit = createAuditLog({ db: pool, now: context.runtime.now, logger });
      return await work(makeRecipeBook(pool), pool, audit);
    } finally {
      await pool.end();
    }
  });
}
