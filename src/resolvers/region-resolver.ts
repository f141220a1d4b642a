import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context, RegionRecord } from "../context.js";
import { HoldsAtMost } from "../schema/answer-size.js";
import { StoreConnection } from "../schema/connections.js";
import { decodePage, makeConnection, pageOf } from "../schema/connection.js";
import { encodeId } from "../schema/ids.js";
import { PageArgs } from "../schema/page-args.js";
import { Region } from "../schema/region.js";

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => [Region], { description: "All regions by name." })
  @HoldsAtMost(100)
  regions(@Ctx() { services }: Context): Promise<RegionRecord[]> {
    return services.catalogue.listRegions();
  }

  @FieldResolver()
  id(@Root() region: RegionRecord): string {
    return encodeId("Region", region.code);
  }

  @FieldResolver(() => StoreConnection, { description: "Stores of the region, by code." })
  async stores(
    @Root() region: RegionRecord,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ) {
    const page = decodePage("Store", args);
    const stores = (await loaders.storesOfRegion.load(region.code)) ?? [];
    return makeConnection(
      pageOf(stores, (store) => store.code, page),
      (store) => encodeId("Store", store.code),
    );
  }
}
