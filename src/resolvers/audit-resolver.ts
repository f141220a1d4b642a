import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { AuditEntryRecord, AuditFilter, Context } from "../context.js";
import {
  AuditEntry,
  AuditFilterInput,
  decodeEntryCursor,
  encodeEntryId,
  STORES_AN_ENTRY,
} from "../schema/audit-entry.js";
import { makeConnection } from "../schema/connection.js";
import { AuditEntryConnection } from "../schema/connections.js";
import { decodeIdOrCode, encodeId } from "../schema/ids.js";
import { PageArgs } from "../schema/page-args.js";

@ArgsType()
class AuditEntriesArgs extends PageArgs {
  @Field(() => AuditFilterInput, { nullable: true, description: "Which entries; all by default." })
  filter?: AuditFilterInput | null;
}

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditEntryConnection, {
    description:
      "What people and programs did, the latest first. Who sees some regions alone sees what is about stores of these.",
  })
  async auditEntries(
    @Args(() => AuditEntriesArgs) { first, after, filter }: AuditEntriesArgs,
    @Ctx() { services }: Context,
  ) {
    const page = { first, ...(after == null ? {} : { after: decodeEntryCursor(after) }) };
    return makeConnection(await services.audit.find(toFilter(filter ?? {}), page), ({ id }) =>
      encodeEntryId(id),
    );
  }

  @FieldResolver()
  id(@Root() { id }: AuditEntryRecord): string {
    return encodeEntryId(id);
  }

  @FieldResolver()
  storeCodes(@Root() { storeCodes }: AuditEntryRecord): string[] {
    return storeCodes.slice(0, STORES_AN_ENTRY);
  }

  @FieldResolver()
  storeCount(@Root() { storeCodes }: AuditEntryRecord): number {
    return storeCodes.length;
  }

  @FieldResolver()
  batchId(@Root() { batchId }: AuditEntryRecord): string | null {
    return batchId === null ? null : encodeId("RetrainBatch", batchId);
  }
}

/** What is null or empty is no constraint. */
function toFilter({ since, until, actor, action, storeId }: AuditFilterInput): AuditFilter {
  return {
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(storeId ? { storeCode: decodeIdOrCode("Store", storeId, "storeId") } : {}),
  };
}
