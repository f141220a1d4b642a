import type { FleetQuery } from "../../../web/src/gql/graphql.js";
import { listStores, type FleetStore } from "../../../web/src/rooms/fleet/fleet-stores.js";

type Forecast = NonNullable<FleetQuery["forecasts"]["nodes"][number]>;
type Store = FleetQuery["stores"]["nodes"][number];

/** A forecast of Saturday and Sunday, the latter closed: 100 units. */
export function makeForecast(code: string, change: Partial<Forecast> = {}): Forecast {
  return {
    store: { id: `id-${code}` },
    status: "READY",
    staleReasons: [],
    championIssue: null,
    trainedThrough: "2015-07-31",
    totalYhat: 100,
    lastWeek: 80,
    lastYear: 125,
    window: { from: "2015-08-01", to: "2015-08-03" },
    points: [
      { date: "2015-08-01", yhat: 100, isOpen: true, closedReason: null, isAssumed: false },
      { date: "2015-08-02", yhat: 0, isOpen: false, closedReason: "WEEKDAY", isAssumed: true },
    ],
    modelVersion: { version: 1, backtest: { metrics: { wape: 0.1 }, baseline: { wape: 0.2 } } },
    ...change,
  };
}

export function makeStore(code: string, change: Partial<Store> = {}): Store {
  return {
    ...{ id: `id-${code}`, code, name: `Store ${code}`, dataThrough: "2015-07-31" },
    region: { id: "north", name: "North" },
    ...change,
  };
}

/** What the room makes of these stores, each with its forecast; null is one that could not be made. */
export function makeFleet(
  ...stores: readonly (readonly [store: Store, forecast: Forecast | null])[]
): FleetStore[] {
  const data: FleetQuery = {
    stores: { nodes: stores.map(([store]) => store) },
    forecasts: {
      pageInfo: { hasNextPage: false, endCursor: null },
      nodes: stores.map(([, forecast]) => forecast),
    },
  };
  const gaps = stores.flatMap(([store, forecast], i) =>
    forecast ? [] : [{ path: ["forecasts", "nodes", i], message: `no model of ${store.code}` }],
  );
  return listStores([{ after: null, state: { data, problem: null, isFetching: false }, gaps }]);
}
