import { afterEach, expect, test } from "@jest/globals";
import { graphql } from "../../gql/gql.js";
import { askData } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeJob } from "../../support/memory-retrain.js";

let app: MemoryApp;

afterEach(() => app.close());

const FORECASTS_CALLS = graphql(`
  query ForecastsCalls($first: Int!) {
    forecasts(first: $first) {
      nodes {
        totalYhat
        modelVersion {
          version
          role
          store {
            code
          }
        }
        retrainJob {
          id
        }
        store {
          code
          region {
            name
          }
        }
      }
    }
  }
`);

const STORES_CALLS = graphql(`
  query StoresCalls($first: Int!) {
    stores(first: $first) {
      nodes {
        forecast {
          points {
            yhat
          }
          store {
            code
          }
        }
        region {
          name
          stores {
            totalCount
          }
        }
        champion {
          version
          detailsUrl
        }
        modelVersions(first: 3) {
          totalCount
        }
        activeRetrainJobs {
          id
        }
        sales {
          y
        }
        lastWeek: sales(window: { from: "2015-07-20", to: "2015-07-27" }) {
          y
        }
      }
    }
  }
`);

const CHOSEN_CALLS = graphql(`
  query ChosenCalls($ids: [ID!]!) {
    forecasts(filter: { storeIds: $ids, regionIds: ["HE", "BW"] }) {
      nodes {
        points {
          yhat
        }
      }
    }
  }
`);

const JOBS_CALLS = graphql(`
  query JobsCalls {
    retrainJobs(first: 60) {
      nodes {
        modelVersion {
          backtest {
            skill
          }
        }
        store {
          champion {
            version
          }
          forecast {
            totalYhat
          }
        }
      }
    }
  }
`);

async function countCalls(stores: number, run: (app: MemoryApp) => Promise<number>) {
  app = await startMemoryApp(stores);
  expect(await run(app)).toBe(stores);
  // what is known in memory may be looked at for each store
  const counts = Object.fromEntries([...app.counts].filter(([name]) => !/\.(get[A-Z]|settle$)/.test(name)));
  await app.close();
  return counts;
}

test("forecasts of 60 stores make the calls that one store's makes", async () => {
  const run = async ({ url }: MemoryApp) =>
    (await askData(url, FORECASTS_CALLS, { first: 60 })).forecasts.nodes.length;
  const one = await countCalls(1, run);
  expect(one).toEqual({
    "catalogue.findStores": 1,
    "serving.forecast": 1,
    "retrain.loadActiveJobs": 1,
    "catalogue.loadStores": 1,
    "catalogue.loadRegions": 1,
  });
  expect(await countCalls(60, run)).toEqual(one);
});

test("everything of 60 stores takes the calls that everything of one store takes", async () => {
  const run = async ({ url }: MemoryApp) =>
    (await askData(url, STORES_CALLS, { first: 60 })).stores.nodes.length;
  const one = await countCalls(1, run);
  expect(one).toEqual({
    "catalogue.findStores": 1,
    "serving.forecast": 1,
    "catalogue.loadRegions": 1,
    "catalogue.listStores": 1,
    "registry.listVersions": 1,
    "retrain.loadActiveJobs": 1,
    "history.loadRecentDays": 1,
    "history.loadDays": 1,
  });
  expect(await countCalls(60, run)).toEqual(one);
});

test("forecasts of stores by name take one more query for the stores and one for the regions, however many", async () => {
  const run = async ({ url, stores }: MemoryApp) => {
    const ids = stores.map((store) => store.code);
    return (await askData(url, CHOSEN_CALLS, { ids })).forecasts.nodes.length;
  };
  const one = await countCalls(1, run);
  expect(one).toEqual({
    "catalogue.loadStores": 1,
    "catalogue.loadRegions": 1,
    "catalogue.findStores": 1,
    "serving.forecast": 1,
  });
  expect(await countCalls(50, run)).toEqual(one);
});

test("jobs of 60 stores with their versions take the calls of one job, none of the registry's", async () => {
  const run = async ({ url, stores, retrain }: MemoryApp) => {
    for (const { id, code } of stores) {
      retrain.put(makeJob({ id: code, storeId: id, status: "SUCCEEDED", version: 1, promoted: true }));
    }
    return (await askData(url, JOBS_CALLS)).retrainJobs.nodes.length;
  };
  const one = await countCalls(1, run);
  expect(one).toEqual({
    ...{ "retrain.findJobs": 1, "serving.forecast": 1 },
    ...{ "catalogue.loadStoresById": 1, "catalogue.loadStores": 1 },
  });
  expect(await countCalls(60, run)).toEqual(one);
});
