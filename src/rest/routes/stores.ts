import { z } from "zod";
import { InvalidInputError } from "../../errors.js";
import { decodeFilter } from "../../resolvers/store-filter.js";
import { decodePage, makeConnection } from "../../schema/connection.js";
import { encodeId } from "../../schema/ids.js";
import { linkToNext, toPage } from "../pages.js";
import { defineRoute, type Route } from "../route.js";
import { listOf, pageQuery, regionId, storeId } from "../schemas/common.js";
import { Region } from "../schemas/region.js";
import { Store, StorePage, toStores } from "../schemas/store.js";
import { requireStore } from "../stores.js";

const EXAMPLE = {
  ...{ id: "32", name: "Store 32", regionId: "HH", timeZone: "Europe/Berlin", dataThrough: "2026-11-25" },
  ...{ championVersion: 1, championTrainedThrough: "2026-11-25", attributes: { StoreType: "c" } },
};
const VALUES_OF_STORE = 18;
const BYTES_OF_STORE = 700;

const listStores = defineRoute({
  method: "get",
  path: "/stores",
  access: { type: "Query", field: "stores" },
  operationId: "listStores",
  tag: "stores",
  summary: "Stores by code",
  description: "All stores that you may see, or those of some regions, in pages.",
  query: z.strictObject({
    ...pageQuery(50),
    regionId: listOf(regionId, "Keep stores of this region; may be given several times.").optional(),
  }),
  answer: StorePage,
  examples: { answer: { items: [EXAMPLE], next: null, totalCount: 1 } },
  csv: {
    columns: [
      ...["id", "name", "regionId", "timeZone", "dataThrough"],
      ...["championVersion", "championTrainedThrough", "attributes"],
    ],
    toRows: ({ items }) =>
      items.map((store) => [
        ...[store.id, store.name, store.regionId, store.timeZone, store.dataThrough],
        ...[store.championVersion, store.championTrainedThrough, JSON.stringify(store.attributes)],
      ]),
  },
  measure: ({ query: { first } }) => ({ values: first * VALUES_OF_STORE, bytes: first * BYTES_OF_STORE }),
  async handle({ query: { first, after, regionId } }, context) {
    const { filter, problems } = await decodeFilter({ regionIds: regionId ?? null }, context);
    const [problem] = problems;
    if (problem) {
      throw new InvalidInputError(problem.message.replaceAll("filter.regionIds", "regionId"), "regionId");
    }
    const page = decodePage("Store", { first, after: after ?? null });
    const stores = await context.services.catalogue.findStores(filter, page);
    const connection = makeConnection(stores, ({ code }) => encodeId("Store", code));
    return toPage(connection, await toStores(stores.items, context));
  },
  makeHeaders: (page, { query }) => linkToNext(page, "/stores", query),
});

const getStore = defineRoute({
  method: "get",
  path: "/stores/{storeId}",
  access: { type: "Query", field: "store" },
  operationId: "getStore",
  tag: "stores",
  summary: "One store",
  description: "The store of a code, with the version that serves it.",
  params: z.strictObject({ storeId }),
  answer: Store,
  failures: [404],
  examples: { answer: EXAMPLE },
  async handle({ params }, context) {
    const [store] = await toStores([await requireStore(params.storeId, context)], context);
    return store!;
  },
});

const listRegions = defineRoute({
  method: "get",
  path: "/regions",
  access: { type: "Query", field: "regions" },
  operationId: "listRegions",
  tag: "stores",
  summary: "Regions by name",
  description: "All regions that you may see.",
  answer: z.object({ items: z.array(Region) }).meta({ id: "RegionList", description: "All regions." }),
  examples: { answer: { items: [{ id: "HH", name: "Hamburg" }] } },
  async handle(_input, { services }) {
    const regions = await services.catalogue.listRegions();
    return { items: regions.map(({ code, name }) => ({ id: code, name })) };
  },
});

export const storeRoutes: Route[] = [listStores, getStore, listRegions];
