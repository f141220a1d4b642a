import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context, ForecastRecord, RegionRecord, RetrainJobRecord, StoreRecord } from "../context.js";
import { HoldsAtMost } from "../schema/answer-size.js";
import { ChampionPin } from "../schema/champion-pin.js";
import { ModelVersionConnection, StoreConnection } from "../schema/connections.js";
import { decodePage, makeConnection, pageOf } from "../schema/connection.js";
import { DateWindowInput } from "../schema/date-window.js";
import { Forecast } from "../schema/forecast.js";
import { ForecastArgs } from "../schema/forecast-args.js";
import { decodeIdOrCode, encodeId, encodeVersionId } from "../schema/ids.js";
import { IsImmediate } from "../schema/immediate.js";
import { ModelVersion } from "../schema/model-version.js";
import { Observation } from "../schema/observation.js";
import { PageArgs, VersionPageArgs } from "../schema/page-args.js";
import { Region } from "../schema/region.js";
import { RetrainJob } from "../schema/retrain-job.js";
import { Store } from "../schema/store.js";
import { StoreFilterInput } from "../schema/store-filter.js";
import { requireFilter } from "./store-filter.js";

@ArgsType()
class StoresArgs extends PageArgs {
  @Field(() => StoreFilterInput, { nullable: true, description: "Which stores." })
  filter?: StoreFilterInput | null;
}

@Resolver(() => Store)
export class StoreResolver {
  @Query(() => Store, {
    nullable: true,
    description: "The store with this id or code; null if there is none.",
  })
  store(
    @Arg("id", () => ID, { description: "Id or code." }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<StoreRecord | null> {
    return loaders.storeByCode.load(decodeIdOrCode("Store", id, "id"));
  }

  @Query(() => StoreConnection, { description: "Stores by code." })
  async stores(@Args(() => StoresArgs) args: StoresArgs, @Ctx() context: Context) {
    const filter = await requireFilter(args.filter, context);
    const stores = await context.services.catalogue.findStores(filter, decodePage("Store", args));
    return makeConnection(stores, (store) => encodeId("Store", store.code));
  }

  @IsImmediate()
  @FieldResolver()
  id(@Root() store: StoreRecord): string {
    return encodeId("Store", store.code);
  }

  @FieldResolver(() => Region, { description: "Region the store reports to." })
  region(@Root() store: StoreRecord, @Ctx() { loaders }: Context): Promise<RegionRecord | null> {
    return loaders.regionByCode.load(store.regionCode);
  }

  @FieldResolver(() => [Observation], {
    description: "Observed daily demand, ascending; defaults to the last 56 observed days.",
  })
  @HoldsAtMost("days", { daysByDefault: 56 })
  async sales(
    @Root() store: StoreRecord,
    @Arg("window", () => DateWindowInput, { nullable: true, description: "Days to return." })
    window: DateWindowInput | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Observation[]> {
    const days = await loaders.loadSales({ storeId: store.id, window: window ?? null });
    return days.map(({ day, y, isOpen, holiday, regressors }) => ({
      date: day,
      y,
      isOpen,
      holiday,
      events: Object.keys(regressors).filter((name) => regressors[name] !== 0),
    }));
  }

  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: "Version that serves forecasts; null while untrained.",
  })
  async champion(@Root() store: StoreRecord, @Ctx() { services }: Context) {
    await services.serving.settle([store.code]);
    return services.serving.getStoreModels(store.code)?.champion ?? null;
  }

  @FieldResolver(() => ChampionPin, {
    nullable: true,
    description: "What keeps the champion in its place; null while it is not pinned.",
  })
  async championPin(@Root() store: StoreRecord, @Ctx() { services }: Context): Promise<ChampionPin | null> {
    await services.serving.settle([store.code]);
    const pin = services.serving.getStoreModels(store.code)?.champion?.pin ?? null;
    return pin && { ...pin, kind: pin.kind === "person" ? "PERSON" : "ROLLBACK" };
  }

  @FieldResolver(() => ModelVersionConnection, { description: "Trained versions, newest first." })
  async modelVersions(
    @Root() store: StoreRecord,
    @Args(() => VersionPageArgs) args: VersionPageArgs,
    @Ctx() { loaders }: Context,
  ) {
    const page = decodePage("ModelVersion", args);
    const versions = (await loaders.versionsOfStore.load(store.code)) ?? [];
    return makeConnection(
      pageOf(versions, ({ storeCode, version }) => `${storeCode}:${version}`, page),
      ({ storeCode, version }) => encodeVersionId(storeCode, version),
    );
  }

  @FieldResolver(() => [RetrainJob], {
    description: "The running job and its one queued follow-up, at most.",
  })
  @HoldsAtMost(2)
  async activeRetrainJobs(
    @Root() store: StoreRecord,
    @Ctx() { loaders }: Context,
  ): Promise<RetrainJobRecord[]> {
    return (await loaders.activeJobsOfStore.load(store.id)) ?? [];
  }

  @FieldResolver(() => Forecast, {
    nullable: true,
    description: "Demand forecast; null only if its model failed to load, with an entry in `errors`.",
  })
  forecast(
    @Root() store: StoreRecord,
    @Args(() => ForecastArgs) { window, level }: ForecastArgs,
    @Ctx() { loaders }: Context,
  ): Promise<ForecastRecord> {
    return loaders.forecast.load({ store, window: window ?? {}, level });
  }
}
