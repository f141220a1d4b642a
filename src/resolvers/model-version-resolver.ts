import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { BacktestRecord, Context, StoreRecord, VersionRecord } from "../context.js";
import { ChangeNote } from "../schema/change-note.js";
import { encodeVersionId } from "../schema/ids.js";
import { ModelRole, ModelVersion } from "../schema/model-version.js";
import { Store } from "../schema/store.js";
import { getModelRole } from "./model-role.js";

@Resolver(() => ModelVersion)
export class ModelVersionResolver {
  @FieldResolver()
  id(@Root() version: VersionRecord): string {
    return encodeVersionId(version.storeCode, version.version);
  }

  @FieldResolver(() => Store, { description: "Store it was trained for." })
  store(@Root() version: VersionRecord, @Ctx() { loaders }: Context): Promise<StoreRecord | null> {
    return loaders.storeByCode.load(version.storeCode);
  }

  @FieldResolver()
  role(@Root() version: VersionRecord, @Ctx() context: Context): Promise<keyof typeof ModelRole> {
    return getModelRole(version, context);
  }

  @FieldResolver()
  trainedAt(@Root() { facts }: VersionRecord) {
    return facts.trainedAt;
  }

  @FieldResolver()
  trainedThrough(@Root() { facts }: VersionRecord) {
    return facts.trainedThrough;
  }

  @FieldResolver(() => ChangeNote, {
    nullable: true,
    description: "How it last became champion; null if it never did, or not through Storecast.",
  })
  promotion(@Root() version: VersionRecord): ChangeNote | null {
    const { promotedAt: at, promotedBy: by, promotedReason: reason } = version;
    return at === null ? null : { at, by, reason };
  }

  @FieldResolver(() => ChangeNote, {
    nullable: true,
    description: "How it was rolled back from; null if it never was, or was promoted again since.",
  })
  rollback(@Root() version: VersionRecord): ChangeNote | null {
    const { rolledBackAt: at, rolledBackBy: by, rolledBackReason: reason } = version;
    return at === null ? null : { at, by, reason };
  }

  @FieldResolver()
  backtest(@Root() { facts }: VersionRecord): BacktestRecord | null {
    return facts.backtest && { ...facts.backtest, jobId: facts.jobId };
  }

  @FieldResolver()
  detailsUrl(@Root() { storeCode, version }: VersionRecord, @Ctx() { services }: Context): string {
    return services.registry.getVersionUrl(storeCode, version);
  }

  @FieldResolver()
  description(@Root() { description }: VersionRecord): string | null {
    return description || null;
  }
}
