import { Arg, Args, ArgsType, Ctx, Field, Mutation, Query, Resolver } from "type-graphql";
import type { Context, StoreFilter } from "../context.js";
import { MAX_PAGE_SIZE } from "../schema/bounds.js";
import { RetrainJobConnection } from "../schema/connections.js";
import { decodePage, makeConnection } from "../schema/connection.js";
import { encodeId } from "../schema/ids.js";
import { PageArgs } from "../schema/page-args.js";
import { RetrainStatus } from "../schema/retrain-job.js";
import { StoreFilterInput } from "../schema/store-filter.js";
import { StoresRetrainInput, StoresRetrainPayload } from "../schema/stores-retrain.js";
import type { UserError } from "../schema/user-error.js";
import { decodeFilter, requireFilter } from "./store-filter.js";

/** Most stores of one request: the fleet that one page shows. */
const MAX_STORES = MAX_PAGE_SIZE;

@ArgsType()
class RetrainJobsArgs extends PageArgs {
  @Field(() => StoreFilterInput, { nullable: true, description: "Of which stores." })
  filter?: StoreFilterInput | null;

  @Field(() => [RetrainStatus], { nullable: true, description: "In which stages." })
  statuses?: (keyof typeof RetrainStatus)[] | null;
}

@Resolver()
export class RetrainResolver {
  @Query(() => RetrainJobConnection, { description: "Retrain jobs, newest first." })
  async retrainJobs(@Args(() => RetrainJobsArgs) args: RetrainJobsArgs, @Ctx() context: Context) {
    const page = decodePage("RetrainJob", args);
    const storeIds = await findStoreIds(args.filter, context);
    const filter = {
      ...(storeIds ? { storeIds } : {}),
      ...(args.statuses ? { statuses: args.statuses } : {}),
    };
    const jobs = await context.services.retrain.findJobs(filter, page);
    return makeConnection(jobs, (job) => encodeId("RetrainJob", job.id));
  }

  @Mutation(() => StoresRetrainPayload, {
    nullable: true,
    description: "Asks for fresh models. Returns at once; follow `retrainEvents`.",
  })
  async storesRetrain(
    @Arg("input", () => StoresRetrainInput, { description: "What to do." }) input: StoresRetrainInput,
    @Ctx() context: Context,
  ) {
    const refusal = checkNames(input.filter);
    if (refusal) return refuse([refusal]);
    const { filter, problems } = await decodeFilter(input.filter, context);
    if (problems.length > 0) return refuse(problems.map(inInput));
    const stores = await context.services.catalogue.listStores(filter);
    if (stores.length > MAX_STORES) return refuse([tooMany(stores.length)]);
    if (stores.length === 0) return refuse([]);
    const { batch, results } = await context.services.retrain.request({
      stores,
      force: input.force,
      requestedBy: context.requestedBy,
      trigger: "person",
      requestId: context.requestId,
    });
    context.renewLoaders();
    const position = new Map(stores.map((store, index) => [store.id, index]));
    const byCode = (id: number) => position.get(id) ?? stores.length;
    const sorted = results.toSorted((a, b) => byCode(a.store.id) - byCode(b.store.id));
    return { batch, results: sorted, userErrors: [] };
  }
}

async function findStoreIds(input: StoreFilterInput | null | undefined, context: Context) {
  const filter: StoreFilter = await requireFilter(input, context);
  if (Object.keys(filter).length === 0) return null;
  const stores = await context.services.catalogue.listStores(filter);
  return stores.map((store) => store.id);
}

/** Without an error, an answer about no store. */
const refuse = (userErrors: UserError[]) => ({ batch: null, results: [], userErrors });

/** What can be refused before anything is looked up. */
function checkNames({ storeIds, regionIds }: StoreFilterInput): UserError | null {
  const names = (storeIds?.length ?? 0) + (regionIds?.length ?? 0);
  if (names === 0) {
    const message = "The filter names no store and no region; it must name at least one.";
    return { field: ["input", "filter"], message, code: "EMPTY_FILTER" };
  }
  return names > MAX_STORES ? tooMany(names) : null;
}

function tooMany(count: number): UserError {
  const message = `The filter names ${count} stores; one request may name at most ${MAX_STORES}.`;
  return { field: ["input", "filter"], message, code: "TOO_MANY_STORES" };
}

function inInput(problem: UserError): UserError {
  return { ...problem, field: ["input", ...(problem.field ?? [])] };
}
