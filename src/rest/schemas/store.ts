import { z } from "zod";
import type { Context, StoreRecord } from "../../context.js";
import { day, pageOf } from "./common.js";

export const Store = z
  .object({
    id: z.string().meta({
      description: "The store's code: the retailer's number, stable and unique.",
      examples: ["262"],
    }),
    name: z.string().meta({ description: "Display name." }),
    regionId: z.string().meta({ description: "Code of the region that it reports to." }),
    timeZone: z
      .string()
      .meta({ description: "IANA time zone that defines its days.", examples: ["Europe/Berlin"] }),
    dataThrough: day("Last day with observed demand; null before the first.").nullable(),
    championVersion: z
      .int()
      .nullable()
      .meta({ description: "Version that serves forecasts; null while untrained." }),
    championTrainedThrough: day("Last day that the champion has seen; null while untrained.").nullable(),
    attributes: z
      .record(z.string(), z.string())
      .meta({ description: "What the retailer knows of the store, by name." }),
  })
  .meta({ id: "Store", description: "A shop with its own demand and model." });

export const StorePage = pageOf(Store, "StorePage", "stores");

type StoreView = z.input<typeof Store>;

/** Stores with their champions, as far as they may be told now. */
export async function toStores(stores: readonly StoreRecord[], context: Context): Promise<StoreView[]> {
  const { serving } = context.services;
  await serving.settle(stores.map(({ code }) => code));
  return stores.map(({ code, name, regionCode, timeZone, dataThrough, attributes }) => {
    const champion = serving.getStoreModels(code)?.champion ?? null;
    return {
      id: code,
      name,
      regionId: regionCode,
      timeZone,
      dataThrough,
      championVersion: champion?.version ?? null,
      championTrainedThrough: champion?.facts.trainedThrough ?? null,
      attributes: Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute.value])),
    };
  });
}
