import { Args, Ctx, FieldResolver, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import { decodePage, makeConnection } from "../schema/connection.js";
import { RetrainBatchConnection } from "../schema/connections.js";
import { Fleet } from "../schema/fleet.js";
import { encodeId } from "../schema/ids.js";
import { PageArgs } from "../schema/page-args.js";

@Resolver(() => Fleet)
export class FleetResolver {
  @Query(() => Fleet, { description: "All stores and all retrain jobs at a glance." })
  async fleet(@Ctx() { services }: Context) {
    const [stores, activity] = await Promise.all([
      services.catalogue.listStores({}),
      services.retrain.loadActivity(),
    ]);
    await services.serving.settle();
    return { ...services.serving.getFleetHealth(stores), ...activity };
  }

  @FieldResolver(() => RetrainBatchConnection, {
    description: "Batches that have not finished, newest first.",
  })
  async openBatches(@Args(() => PageArgs) args: PageArgs, @Ctx() { services }: Context) {
    const page = decodePage("RetrainBatch", args);
    const batches = await services.retrain.findBatches({ isOpen: true }, page);
    return makeConnection(batches, (batch) => encodeId("RetrainBatch", batch.id));
  }
}
