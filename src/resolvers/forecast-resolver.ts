import { Args, Ctx, FieldResolver, Float, Query, Resolver, Root } from "type-graphql";
import type { Context, ForecastRecord, RetrainJobRecord, StoreRecord, VersionRecord } from "../context.js";
import { InvalidInputError } from "../errors.js";
import { ChampionIssue } from "../schema/champion-issue.js";
import { ForecastConnection } from "../schema/connections.js";
import { decodePage, makeConnection, type Connection } from "../schema/connection.js";
import { EarlierTotalArgs } from "../schema/earlier-total-args.js";
import { ColumnsArgs, FleetColumns } from "../schema/fleet-columns.js";
import { Forecast } from "../schema/forecast.js";
import { ForecastsArgs } from "../schema/forecast-args.js";
import { ForecastColumns } from "../schema/forecast-point.js";
import { encodeId } from "../schema/ids.js";
import { IsImmediate } from "../schema/immediate.js";
import { ModelVersion } from "../schema/model-version.js";
import { RetrainJob } from "../schema/retrain-job.js";
import { makeFleetColumns, roundColumns } from "./forecast-columns.js";
import { requireFilter } from "./store-filter.js";

/** A page of forecasts; `stores` are those forecast for, in the order of the nodes. */
interface ForecastPage extends Connection<ForecastRecord | Error> {
  stores: readonly StoreRecord[];
}

@Resolver(() => ForecastConnection)
export class ForecastConnectionResolver {
  @IsImmediate()
  @FieldResolver(() => FleetColumns, { description: "The forecasts of the page as columns, for bulk reads." })
  columns(
    @Root() { stores, nodes }: ForecastPage,
    @Args(() => ColumnsArgs) { decimals }: ColumnsArgs,
  ): FleetColumns {
    return makeFleetColumns(stores, nodes, decimals ?? null);
  }
}

@Resolver(() => Forecast)
export class ForecastResolver {
  @Query(() => ForecastConnection, {
    description: "Forecasts of many stores by store code, in one batch.",
  })
  async forecasts(
    @Args(() => ForecastsArgs) args: ForecastsArgs,
    @Ctx() context: Context,
  ): Promise<ForecastPage> {
    const filter = await requireFilter(args.filter, context);
    const stores = await context.services.catalogue.findStores(filter, decodePage("Store", args));
    const { window, level } = args;
    const forecasts = await context.loaders.loadForecasts(
      stores.items.map((store) => ({ store, window: window ?? {}, level })),
    );
    const invalid = forecasts.find((forecast) => forecast instanceof InvalidInputError);
    if (invalid) throw invalid;
    const connection = makeConnection({ ...stores, items: forecasts }, (_forecast, index) =>
      encodeId("Store", stores.items[index]?.code ?? ""),
    );
    return Object.assign(connection, { stores: stores.items });
  }

  @FieldResolver(() => RetrainJob, {
    nullable: true,
    description: "The job that will refresh it, when one is queued or running.",
  })
  async retrainJob(
    @Root() { store }: ForecastRecord,
    @Ctx() { loaders }: Context,
  ): Promise<RetrainJobRecord | null> {
    const [next] = (await loaders.activeJobsOfStore.load(store.id)) ?? [];
    return next ?? null;
  }

  @IsImmediate()
  @FieldResolver(() => ForecastColumns, { description: "The same points as columns." })
  columns(@Root() { columns }: ForecastRecord, @Args(() => ColumnsArgs) args: ColumnsArgs): ForecastColumns {
    return roundColumns(columns, args.decimals ?? null);
  }

  @IsImmediate()
  @FieldResolver(() => Float, { description: "Sum of `yhat` over the window." })
  totalYhat(@Root() { dates, figures }: ForecastRecord): number {
    return figures.slice(0, dates.length).reduce((sum, yhat) => sum + yhat, 0);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      "Units sold in the same window some days earlier, to compare `totalYhat` with; null unless every day of it was observed.",
  })
  earlierTotal(
    @Root() { store, window }: ForecastRecord,
    @Args(() => EarlierTotalArgs) { daysEarlier }: EarlierTotalArgs,
    @Ctx() { loaders }: Context,
  ): Promise<number | null> {
    return loaders.loadEarlierTotal({ storeId: store.id, window, daysEarlier });
  }

  @IsImmediate()
  @FieldResolver(() => ModelVersion, {
    nullable: true,
    description: "Version that produced the points; null when untrained.",
  })
  modelVersion(@Root() forecast: ForecastRecord): VersionRecord | null {
    return forecast.modelVersion;
  }

  @FieldResolver(() => ChampionIssue, {
    nullable: true,
    description:
      "Why `modelVersion` is not the version that the registry names champion; null when it is, and while a new champion loads.",
  })
  championIssue(
    @Root() { store, championIssue }: ForecastRecord,
    @Ctx() { services }: Context,
  ): ChampionIssue | null {
    if (!championIssue) return null;
    const { version } = championIssue;
    const detailsUrl = version === null ? null : services.registry.getVersionUrl(store.code, version);
    return { ...championIssue, detailsUrl };
  }
}
