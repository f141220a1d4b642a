import type { Context, StoreFilter } from "../context.js";
import { InvalidInputError } from "../errors.js";
import { MAX_PAGE_SIZE } from "../schema/bounds.js";
import { decodeId, type NodeType } from "../schema/ids.js";
import type { StoreFilterInput } from "../schema/store-filter.js";
import type { UserError } from "../schema/user-error.js";

/** Most that a filter names: whoever reads more of the fleet asks for all of it. */
const MAX_NAMES = MAX_PAGE_SIZE;

/** A filter by codes, and what it names that does not exist. */
export interface DecodedFilter {
  filter: StoreFilter;
  problems: UserError[];
}

/** Decodes ids and checks that every store and region named exists: one query for stores, one for regions. */
export async function decodeFilter(
  input: StoreFilterInput | null | undefined,
  { loaders }: Context,
): Promise<DecodedFilter> {
  const [stores, regions] = await Promise.all([
    decodeList("Store", "storeIds", input?.storeIds, (code) => loaders.storeByCode.load(code)),
    decodeList("Region", "regionIds", input?.regionIds, (code) => loaders.regionByCode.load(code)),
  ]);
  return {
    filter: {
      ...(stores.codes ? { storeCodes: stores.codes } : {}),
      ...(regions.codes ? { regionCodes: regions.codes } : {}),
    },
    problems: [...stores.problems, ...regions.problems],
  };
}

/**
 * As {@link decodeFilter}, for queries.
 *
 * @throws InvalidInputError naming the first store or region that does not exist, or how many names are too many
 */
export async function requireFilter(
  input: StoreFilterInput | null | undefined,
  context: Context,
): Promise<StoreFilter> {
  const names = (input?.storeIds?.length ?? 0) + (input?.regionIds?.length ?? 0);
  if (names > MAX_NAMES) {
    throw new InvalidInputError(
      `The filter names ${names} stores and regions; one may name at most ${MAX_NAMES}.`,
      "filter",
    );
  }
  const { filter, problems } = await decodeFilter(input, context);
  const [problem] = problems;
  if (problem) throw new InvalidInputError(problem.message, problem.field?.join("."));
  return filter;
}

async function decodeList(
  type: NodeType & ("Store" | "Region"),
  listName: string,
  ids: readonly string[] | null | undefined,
  find: (code: string) => Promise<unknown>,
): Promise<{ codes: string[] | null; problems: UserError[] }> {
  if (ids == null) return { codes: null, problems: [] };
  const problems: UserError[] = [];
  const codes = await Promise.all(
    ids.map(async (id, index) => {
      const decoded = decodeId(id);
      const code = decoded?.type === type ? decoded.key : id;
      if ((decoded !== null && decoded.type !== type) || (await find(code)) === null) {
        const rule = decoded !== null && decoded.type !== type ? `the id of a ${decoded.type}` : "unknown";
        problems.push({
          field: ["filter", listName, String(index)],
          message: `filter.${listName} has ${code}, which is ${rule}; each must be the id or code of a ${type.toLowerCase()}.`,
          code: type === "Store" ? "STORE_NOT_FOUND" : "REGION_NOT_FOUND",
        });
      }
      return code;
    }),
  );
  return { codes: [...new Set(codes)], problems };
}
