import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { encodeId } from "../../../src/schema/ids.js";
import { graphql } from "../../gql/gql.js";
import { ask, askData, askText } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeJob } from "../../support/memory-retrain.js";

let app: MemoryApp;

beforeAll(async () => {
  app = await startMemoryApp(5);
  app.serving.broken.add("4");
});

afterAll(() => app.close());

const STORE = graphql(`
  query Store($id: ID!) {
    store(id: $id) {
      __typename
      id
      code
      name
      timeZone
      dataThrough
      attributes {
        name
        value
      }
      region {
        name
        stores(first: 2) {
          nodes {
            code
          }
          totalCount
        }
      }
      champion {
        id
        version
        role
        trainedAt
        trainedThrough
        detailsUrl
        store {
          code
        }
        backtest {
          horizon
          cutoffs
          skill
          metrics {
            mae
            wape
            mape
          }
          baseline {
            mae
          }
        }
      }
    }
  }
`);

const STORES = graphql(`
  query Stores($filter: StoreFilterInput, $first: Int, $after: String) {
    stores(filter: $filter, first: $first, after: $after) {
      edges {
        cursor
        node {
          code
        }
      }
      nodes {
        id
        code
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

const FLEET_COLUMNS = graphql(`
  query FleetColumns($window: DateWindowInput, $decimals: Int) {
    forecasts(window: $window) {
      columns(decimals: $decimals) {
        id
        name
        status
        version
        date
        yhat
        lower
        upper
      }
      nodes {
        columns(decimals: $decimals) {
          yhat
        }
      }
    }
  }
`);

const FORECASTS = graphql(`
  query Forecasts($filter: StoreFilterInput, $window: DateWindowInput, $level: Float! = 0.8) {
    forecasts(filter: $filter, window: $window, level: $level) {
      totalCount
      edges {
        cursor
        node {
          status
        }
      }
      nodes {
        store {
          code
        }
        status
        staleReasons
        trainedThrough
        level
        window {
          from
          to
        }
        totalYhat
        points {
          date
          isOpen
          closedReason
          isAssumed
          yhat
          lower
          upper
          components {
            name
            value
          }
        }
        columns {
          date
          yhat
          lower
          upper
        }
        modelVersion {
          version
        }
        retrainJob {
          id
        }
      }
    }
  }
`);

const SALES = graphql(`
  query Sales($window: DateWindowInput) {
    store(id: "1") {
      sales(window: $window) {
        date
        y
        isOpen
        holiday
        events
      }
    }
  }
`);

const EARLIER = graphql(`
  query EarlierTotals($window: DateWindowInput, $daysEarlier: Int) {
    forecasts(window: $window, filter: { storeIds: ["1", "2"] }) {
      nodes {
        lastWeek: earlierTotal
        earlier: earlierTotal(daysEarlier: $daysEarlier)
      }
    }
  }
`);

const FOLDS = graphql(`
  query BacktestFolds {
    stores(first: 2) {
      nodes {
        champion {
          backtest {
            folds {
              cutoff
              wape
              baselineWape
              points {
                date
                y
                yhat
                lower
                upper
              }
            }
          }
        }
      }
    }
  }
`);

const NODE = graphql(`
  query Node($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Store {
        code
      }
      ... on Region {
        name
      }
      ... on ModelVersion {
        version
        store {
          code
        }
      }
      ... on RetrainJob {
        status
      }
    }
  }
`);

const VERSIONS = graphql(`
  query Versions($first: Int, $after: String) {
    store(id: "5") {
      modelVersions(first: $first, after: $after) {
        nodes {
          version
          role
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        totalCount
      }
    }
  }
`);

const REGIONS = graphql(`
  query Regions {
    regions {
      id
      name
      stores(first: 1) {
        nodes {
          code
        }
        totalCount
      }
    }
  }
`);

describe("stores", () => {
  test("a store is found by code and by the id it answers with, whole", async () => {
    const { store } = await askData(app.url, STORE, { id: "1" });
    expect(store).toMatchObject({
      code: "1",
      name: "Store 1",
      timeZone: "Europe/Berlin",
      dataThrough: "2015-07-31",
      attributes: [{ name: "StoreType", value: "c" }],
      region: { name: "Hesse", stores: { nodes: [{ code: "1" }, { code: "3" }], totalCount: 3 } },
      champion: {
        version: 1,
        role: "CHAMPION",
        trainedAt: "2015-08-01T00:00:00.000Z",
        trainedThrough: "2015-07-31",
        detailsUrl: "http://mlflow.test/#/models/1/versions/1",
        store: { code: "1" },
        backtest: {
          horizon: 7,
          cutoffs: ["2015-07-10", "2015-07-17", "2015-07-24"],
          skill: 0.5,
          metrics: { mae: 50, wape: 0.1, mape: null },
          baseline: { mae: 100 },
        },
      },
    });
    const again = await askData(app.url, STORE, { id: store?.id ?? "" });
    expect(again.store).toEqual(store);
  });

  test("a code that no store has is null, an id of another type is refused", async () => {
    expect((await askData(app.url, STORE, { id: "99" })).store).toBeNull();
    const region = Buffer.from("Region:HE").toString("base64url");
    const { errors } = await ask(app.url, STORE, { id: region });
    expect(errors).toMatchObject([
      {
        message: `id is ${region}, the id of a Region; it must name a Store.`,
        extensions: { code: "BAD_USER_INPUT", field: "id" },
      },
    ]);
  });

  test("pages follow each other by cursor until the last", async () => {
    const codes: string[] = [];
    let after: string | null = null;
    for (let page = 1; page <= 3; page++) {
      const { stores }: { stores: { nodes: { code: string }[]; pageInfo: { endCursor?: string | null } } } =
        await askData(app.url, STORES, { first: 2, after });
      codes.push(...stores.nodes.map((store) => store.code));
      after = stores.pageInfo.endCursor ?? null;
    }
    expect(codes).toEqual(["1", "2", "3", "4", "5"]);
    const { stores: last } = await askData(app.url, STORES, { first: 2, after });
    expect(last).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null },
      totalCount: 5,
    });
  });

  test("filters AND their fields, OR their items, take ids and codes; an empty list matches none", async () => {
    const he = Buffer.from("Region:HE").toString("base64url");
    const codesOf = async (filter: { storeIds?: string[]; regionIds?: string[] }) =>
      (await askData(app.url, STORES, { filter })).stores.nodes.map((store) => store.code);
    expect(await codesOf({ regionIds: [he] })).toEqual(["1", "3", "5"]);
    expect(await codesOf({ regionIds: ["HE", "BW"] })).toEqual(["1", "2", "3", "4", "5"]);
    expect(await codesOf({ regionIds: ["HE"], storeIds: ["2", "3"] })).toEqual(["3"]);
    expect(await codesOf({ storeIds: [] })).toEqual([]);
  });

  test("all regions come by name, each with its own page of stores", async () => {
    const { regions } = await askData(app.url, REGIONS);
    expect(regions.map(({ name, stores }) => [name, stores.nodes[0]?.code, stores.totalCount])).toEqual([
      ["Baden-Württemberg", "2", 2],
      ["Hesse", "1", 3],
    ]);
  });

  test("sales default to the last 56 observed days and keep to a window where one is given", async () => {
    const recent = (await askData(app.url, SALES)).store?.sales ?? [];
    expect(recent).toHaveLength(56);
    expect(recent.at(-1)).toEqual({
      date: "2015-07-31",
      y: 0,
      isOpen: true,
      holiday: null,
      events: ["promo"],
    });
    const window = { from: "2015-07-01", to: "2015-07-03" };
    expect((await askData(app.url, SALES, { window })).store?.sales).toEqual([
      { date: "2015-07-01", y: 30, isOpen: true, holiday: null, events: ["promo"] },
      { date: "2015-07-02", y: 29, isOpen: true, holiday: null, events: [] },
    ]);
  });

  test("versions come newest first, in pages, with their roles", async () => {
    await app.train("5", false);
    await app.train("5", false);
    await app.serving.refresh(["5"]);
    const first = (await askData(app.url, VERSIONS, { first: 2 })).store?.modelVersions;
    expect(first).toMatchObject({
      nodes: [
        { version: 3, role: "CHALLENGER" },
        { version: 2, role: "RETIRED" },
      ],
      pageInfo: { hasNextPage: true },
      totalCount: 3,
    });
    const after = first?.pageInfo.endCursor ?? null;
    const rest = (await askData(app.url, VERSIONS, { after })).store?.modelVersions;
    expect(rest).toMatchObject({
      nodes: [{ version: 1, role: "CHAMPION" }],
      pageInfo: { hasNextPage: false },
    });
  });
});

describe("forecasts", () => {
  test("a forecast has one point a day of the default window, and the same as columns", async () => {
    const { forecasts } = await askData(app.url, FORECASTS, { filter: { storeIds: ["2"] } });
    const [forecast] = forecasts.nodes;
    expect(forecast).toMatchObject({
      store: { code: "2" },
      status: "READY",
      staleReasons: [],
      trainedThrough: "2015-07-31",
      level: 0.8,
      window: { from: "2015-08-01", to: "2015-08-08" },
      totalYhat: 1400,
      modelVersion: { version: 1 },
      retrainJob: null,
    });
    expect(forecast?.points).toHaveLength(7);
    expect(forecast?.points[0]).toEqual({
      date: "2015-08-01",
      isOpen: true,
      closedReason: null,
      isAssumed: false,
      yhat: 200,
      lower: 180,
      upper: 240,
      components: [
        { name: "trend", value: 160 },
        { name: "weekly", value: 40 },
      ],
    });
    expect(forecast?.columns.date).toEqual(forecast?.points.map((point) => point.date));
    expect(forecast?.columns.yhat).toEqual([200, 200, 200, 200, 200, 200, 200]);
    expect(forecast?.columns.lower).toEqual(forecast?.points.map((point) => point.lower));
    expect(forecast?.columns.upper).toEqual(forecast?.points.map((point) => point.upper));
  });

  test("a page as columns has what its nodes have, and nulls for a store whose model is broken", async () => {
    const { data } = await ask(app.url, FLEET_COLUMNS, { decimals: 1 });
    const { columns, nodes } = data!.forecasts;
    const broken = nodes.indexOf(null);
    expect(columns.status.map((status, i) => [columns.id[i], status])).toContainEqual([
      encodeId("Store", "2"),
      "READY",
    ]);
    expect(columns.yhat).toHaveLength(nodes.length);
    expect(columns.date).toHaveLength(7);
    columns.yhat.forEach((row, i) => {
      const { yhat } = nodes[i]?.columns ?? { yhat: [] };
      expect(row).toEqual(yhat.length > 0 ? yhat : Array<null>(7).fill(null));
    });
    expect([columns.status[broken], columns.version[broken]]).toEqual([null, null]);
    const { errors } = await ask(app.url, FLEET_COLUMNS, { decimals: 9 });
    expect(errors.map(({ message }) => message)).toContain("decimals is 9; it must be 0 to 6.");
  });

  test("what was sold in the same window earlier is a sum, and null where a day of it was not observed", async () => {
    const window = { from: "2015-07-29", to: "2015-08-01" };
    const { forecasts } = await askData(app.url, EARLIER, { window, daysEarlier: 28 });
    const sales = (await askData(app.url, SALES, { window: { from: "2015-07-22", to: "2015-07-25" } })).store!
      .sales;
    expect(sales).toHaveLength(3);
    expect(forecasts.nodes[0]?.lastWeek).toBe(sales.reduce((sum, { y }) => sum + y!, 0));
    expect(forecasts.nodes[0]?.earlier).toBe(30 + 29 + 28);
    const ahead = { from: "2015-08-06", to: "2015-08-13" };
    const { forecasts: later } = await askData(app.url, EARLIER, { window: ahead, daysEarlier: 364 });
    expect(later.nodes.map((forecast) => forecast?.lastWeek)).toEqual([null, null]);
    const { errors } = await ask(app.url, EARLIER, { window, daysEarlier: 0 });
    expect(errors.map(({ message }) => message)).toContain("daysEarlier is 0; it must be at least 1.");
  });

  test("a backtest tells its folds day by day, in one call for all, and null where they are not remembered", async () => {
    const point = { date: "2015-07-11", y: 10, yhat: 11, lower: 8, upper: 14 };
    const fold = { cutoff: "2015-07-10", wape: 0.1, baselineWape: 0.2, points: [point] };
    app.retrain.putFolds("first-1-0", [fold]);
    app.counts.clear();
    const { stores } = await askData(app.url, FOLDS);
    expect(stores.nodes.map(({ champion }) => champion?.backtest?.folds)).toEqual([[fold], null]);
    expect(app.counts.get("retrain.loadFolds")).toBe(1);
  });

  test("a broken model nulls its own store's forecast and no other", async () => {
    const { data, errors } = await ask(app.url, FORECASTS);
    expect(data?.forecasts.nodes.map((forecast) => forecast?.store.code ?? null)).toEqual([
      "1",
      "2",
      "3",
      null,
      "5",
    ]);
    expect(data?.forecasts.edges.map((edge) => edge.node?.status ?? null)).toEqual([
      "READY",
      "READY",
      "READY",
      null,
      "READY",
    ]);
    expect(errors.map((error) => error.path)).toEqual([
      ["forecasts", "edges", 3, "node"],
      ["forecasts", "nodes", 3],
    ]);
    expect(errors[0]).toMatchObject({
      message: "The model of store 4 cannot be read.",
      extensions: { code: "SERVICE_UNAVAILABLE", service: "mlflow", isRetryable: true },
    });
  });

  test.each([
    ["level at 0", { level: 0 }, "level is 0; it must be above 0 and below 1.", "level"],
    ["level at 1", { level: 1 }, "level is 1; it must be above 0 and below 1.", "level"],
    [
      "a window that ends before it starts",
      { window: { from: "2015-08-05", to: "2015-08-01" } },
      "window.from 2015-08-05 is not before window.to 2015-08-01.",
      "window",
    ],
    [
      "a store that is not there",
      { filter: { storeIds: ["1", "77"] } },
      "filter.storeIds has 77, which is unknown; each must be the id or code of a store.",
      "filter.storeIds.1",
    ],
    [
      "a region that is not there",
      { filter: { regionIds: ["XX"] } },
      "filter.regionIds has XX, which is unknown; each must be the id or code of a region.",
      "filter.regionIds.0",
    ],
  ])("%s is one error at the root", async (_, variables, message, field) => {
    const { data, errors } = await ask(app.url, FORECASTS, variables);
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { message, path: ["forecasts"], extensions: { code: "BAD_USER_INPUT", field } },
    ]);
  });
});

describe("arguments", () => {
  test.each([0, -1, 2001])("first: %i is refused with its rule", async (first) => {
    const { errors } = await ask(app.url, STORES, { first });
    expect(errors).toMatchObject([
      {
        message: `first is ${first}; it must be from 1 to 2,000.`,
        extensions: { code: "BAD_USER_INPUT", field: "first" },
      },
    ]);
  });

  test("a cursor of another list is refused", async () => {
    const { errors } = await ask(app.url, STORES, { after: "nonsense" });
    expect(errors).toMatchObject([
      {
        message: "after is nonsense; it must be a cursor of this list.",
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });

  test.each(["2015-02-29", "01.02.2015", "2015-2-1", ""])("the day %p is refused", async (from) => {
    const { errors, data } = await ask(app.url, FORECASTS, { window: { from } });
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain(`"${from}" is not a day of the calendar, written YYYY-MM-DD.`);
    expect(errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });

  test("a malformed day in the query text is named too", async () => {
    const { errors } = await askText(app.url, `{ forecasts(window: { from: "2015-13-01" }) { totalCount } }`);
    expect(errors[0]?.message).toContain(`"2015-13-01" is not a day of the calendar, written YYYY-MM-DD.`);
    expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  test.each([
    [{ from: "2015-07-01", to: "2015-07-01" }, "window.from 2015-07-01 is not before window.to 2015-07-01."],
    [
      { from: "2015-01-01", to: "2015-04-02" },
      "window 2015-01-01 to 2015-04-02 has 91 days; it must have at most 90.",
    ],
    [{ to: "2015-04-02" }, "window.from is missing; a window of sales needs its first day."],
  ])("the sales window %j is refused", async (window, message) => {
    const { errors } = await ask(app.url, SALES, { window });
    expect(errors).toMatchObject([{ message, extensions: { code: "BAD_USER_INPUT" } }]);
  });
});

describe("node", () => {
  const idOf = (text: string) => Buffer.from(text).toString("base64url");

  test("every type is refetched by the id it has", async () => {
    app.retrain.put(makeJob({ id: "job-1", storeId: app.stores[2]!.id }));
    const fetch = async (text: string) => (await askData(app.url, NODE, { id: idOf(text) })).node;
    expect(await fetch("Store:3")).toEqual({ __typename: "Store", id: idOf("Store:3"), code: "3" });
    expect(await fetch("Region:HE")).toEqual({ __typename: "Region", id: idOf("Region:HE"), name: "Hesse" });
    expect(await fetch("ModelVersion:3:1")).toEqual({
      __typename: "ModelVersion",
      id: idOf("ModelVersion:3:1"),
      version: 1,
      store: { code: "3" },
    });
    expect(await fetch("RetrainBatch:batch-1")).toEqual({
      __typename: "RetrainBatch",
      id: idOf("RetrainBatch:batch-1"),
    });
    expect(await fetch("RetrainJob:job-1")).toEqual({
      __typename: "RetrainJob",
      id: idOf("RetrainJob:job-1"),
      status: "QUEUED",
    });
  });

  test.each(["Store:404", "Region:XX", "ModelVersion:3:9", "ModelVersion:3", "RetrainJob:none"])(
    "%s names nothing and is null",
    async (text) => {
      expect((await askData(app.url, NODE, { id: idOf(text) })).node).toBeNull();
    },
  );

  test("text that is no id of this API is refused", async () => {
    const { errors } = await ask(app.url, NODE, { id: "262" });
    expect(errors).toMatchObject([
      {
        message: "id is 262; it must be an id that this API returned.",
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });
});
