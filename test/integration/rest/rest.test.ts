import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Principal } from "../../../src/access/principal.js";
import { makeOpenApi } from "../../../src/rest/openapi.js";
import { createRoutes } from "../../../src/rest/route-table.js";
import { encodeId } from "../../../src/schema/ids.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeBatch, makeBatchStore } from "../../support/memory-batches.js";
import { makeJob } from "../../support/memory-retrain.js";
import { createSpecCheck } from "../../support/openapi.js";
import { createRestClient, type ProblemBody } from "../../support/rest-client.js";
import { createStaticAuthenticator } from "../../support/static-authenticator.js";

const BATCH = "5f0e7a52-9a5f-4f6e-8c8f-0d3d2a3c4b5a";
const spec = createSpecCheck(makeOpenApi(createRoutes({ checks: {} }), "1"));

interface Page<T> {
  items: T[];
  next: string | null;
  totalCount: number;
}

interface Item {
  request: Record<string, unknown>;
  storeId?: string;
  status?: string;
  forecast?: { timestamp: string; value: number; lower: number; upper: number }[];
  error?: { code: string; message: string; isRetryable: boolean };
}

let app: MemoryApp;
const client = createRestClient(() => app.url, spec);
const ask: typeof client.ask = (path, init) => client.ask(path, init);

beforeEach(async () => {
  app = await startMemoryApp(6, { checks: { database: () => Promise.resolve() } });
});
afterEach(() => app.close());
afterAll(() => {
  // every route has been asked, and each of its answers held to the document
  expect(spec.operations.filter((operation) => !client.asked.has(operation))).toEqual([]);
});

const forecast = (body: unknown, query = "") => ask<Item[]>(`/forecasts${query}`, { body });
const refused = async (...parameters: Parameters<typeof ask>) => {
  const { status, headers, body } = await ask<ProblemBody>(...parameters);
  expect(headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  expect(body.status).toBe(status);
  expect(body.requestId).toBe(headers.get("x-request-id"));
  return body;
};

describe("forecasts of many stores", () => {
  test("are answered in order, each for its days, with its own request", async () => {
    const items = [
      { storeId: "3", beginDate: "2015-08-05", endDate: "2015-08-06" },
      { storeId: encodeId("Store", "1") },
      { storeId: 2, beginDate: "2015-08-05T23:30:00Z", endDate: null },
    ];
    const { status, headers, body } = await forecast(items);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body.map(({ request }) => request)).toEqual(items);
    expect(body.map(({ storeId }) => storeId)).toEqual(["3", "1", "2"]);
    expect(body[0]).toMatchObject({
      status: "READY",
      modelVersion: 1,
      trainedThrough: "2015-07-31",
      level: 0.8,
    });
    expect(body[0]!.forecast).toEqual([
      { timestamp: "2015-08-05T00:00:00+02:00", value: 300, lower: 270, upper: 360 },
      { timestamp: "2015-08-06T00:00:00+02:00", value: 300, lower: 270, upper: 360 },
    ]);
    expect(body[1]!.forecast!.map(({ timestamp }) => timestamp.slice(0, 10))).toEqual(
      ["01", "02", "03", "04", "05", "06", "07"].map((day) => `2015-08-${day}`),
    );
    expect(body[2]!.forecast!.map(({ timestamp }) => timestamp.slice(0, 10))[0]).toBe("2015-08-06");
  });

  test("a bad item is an entry, and spares the others", async () => {
    app.serving.broken.add("4");
    const { status, body } = await forecast([
      { storeId: "nowhere" },
      { storeId: "1" },
      { storeId: "1", beginDate: "soon" },
      { storeId: "1", endDate: "2015-07-01" },
      { beginDate: "2015-08-05" },
      { storeId: "1", startDate: "2015-08-05" },
      { storeId: encodeId("Region", "HE") },
      { storeId: "4" },
      { storeId: { deep: [[1]] } },
      { storeId: "" },
    ]);
    expect(status).toBe(200);
    expect(body.map(({ error }) => error?.code ?? null)).toEqual([
      ...["STORE_NOT_FOUND", null, "BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT"],
      ...["BAD_USER_INPUT", "SERVICE_UNAVAILABLE", "BAD_USER_INPUT", "BAD_USER_INPUT"],
    ]);
    expect(body[0]).toEqual({
      request: { storeId: "nowhere" },
      error: { code: "STORE_NOT_FOUND", message: "There is no store nowhere.", isRetryable: false },
    });
    expect(body[2]!.error!.message).toMatch(/^beginDate is "soon"; it must be a day of the calendar/);
    expect(body[3]!.error!.message).toBe(
      "beginDate 2015-08-01 is not before the day after endDate, 2015-07-02.",
    );
    expect(body[4]!.error!.message).toBe("storeId is missing; it must be the code or the id of a store.");
    expect(body[5]!.error!.message).toBe('There is no field "startDate"; check its spelling.');
    expect(body[7]!.error!.isRetryable).toBe(true);
    expect(body[8]!.request).toEqual({});
    expect(app.log.filter(({ msg }) => msg === "a dependency did not answer")).toHaveLength(1);
  });

  test("fifty items cost what one costs", async () => {
    await forecast([{ storeId: "1" }]);
    const ofOne = Object.fromEntries(app.counts);
    app.counts.clear();
    const fifty = Array.from({ length: 50 }, (_, i) => ({
      storeId: String((i % 6) + 1),
      beginDate: `2015-08-${String(1 + (i % 20)).padStart(2, "0")}`,
    }));
    const { body } = await forecast(fifty);
    expect(body.every(({ forecast }) => forecast?.length === 7)).toBe(true);
    expect(Object.fromEntries(app.counts)).toEqual(ofOne);
    expect(ofOne).toEqual({ "catalogue.loadStores": 1, "serving.forecast": 1 });
  });

  test("an empty list has an empty answer", async () => {
    expect((await forecast([])).body).toEqual([]);
  });

  test("level and decimals hold for all", async () => {
    const { body } = await forecast([{ storeId: "1" }], "?level=0.95&decimals=0");
    expect(body[0]).toMatchObject({ level: 0.95 });
  });

  test("as CSV a line a day, and a line for an item that has none", async () => {
    const headers = { accept: "text/csv" };
    const body = [{ storeId: "2", endDate: "2015-08-02" }, { storeId: "=1+1" }];
    const { headers: sent, body: csv } = await ask<string>("/forecasts", { body, headers });
    expect(sent.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(csv.split("\r\n")).toEqual([
      "item,storeId,timestamp,value,lower,upper,status,modelVersion,trainedThrough,errorCode,errorMessage",
      "0,2,2015-08-01T00:00:00+02:00,200,180,240,READY,1,2015-07-31,,",
      "0,2,2015-08-02T00:00:00+02:00,200,180,240,READY,1,2015-07-31,,",
      "1,'=1+1,,,,,,,,STORE_NOT_FOUND,There is no store =1+1.",
      "",
    ]);
  });

  test.each([
    ["{}", "The body is an object; it must be a list of objects", null],
    ['{"items": []}', "The body is an object; it must be a list of objects", null],
    ['[{"storeId": "1"}, "1"]', '1 is "1"; it must be an object', "1"],
    ["[null]", "0 is null; it must be an object", "0"],
    ["[[]]", "0 is a list of 0; it must be an object", "0"],
  ])("%s has the wrong shape: 400 naming path and rule", async (body, detail, field) => {
    const problem = await refused("/forecasts", { body });
    expect(problem).toMatchObject({ status: 400, code: "BAD_USER_INPUT", title: "Bad Request" });
    expect(problem.detail).toContain(detail);
    expect(problem.errors![0]!.field).toBe(field);
  });

  test.each(["{", "[}", "[1,]", '"text"', "5", "\u0000"])("%j is no JSON of ours: 400", async (body) => {
    expect(await refused("/forecasts", { body })).toMatchObject({ status: 400, code: "BAD_REQUEST" });
  });

  test("more than 2,000 items, windows strewn over the years, and too long an answer are refused whole", async () => {
    const many = await refused("/forecasts", {
      body: Array.from({ length: 2_001 }, () => ({ storeId: "1" })),
    });
    expect(many.detail).toBe("The body is a list of 2001; it must have at most 2,000 items.");
    const strewn = Array.from({ length: 51 }, (_, i) => ({ storeId: "1", beginDate: `${1960 + i}-01-01` }));
    expect((await refused("/forecasts", { body: strewn })).detail).toContain("51 spans of days");
    const long = Array.from({ length: 2_000 }, () => ({
      ...{ storeId: "1", beginDate: "2015-08-01", endDate: "2015-10-29" },
    }));
    const excess = await refused("/forecasts", { body: long });
    expect(excess).toMatchObject({
      status: 400,
      code: "LIMIT_EXCEEDED",
      limit: { name: "cost", most: 500_000 },
    });
  });

  test("a body above the limit is 413, of another kind than JSON 415", async () => {
    const body = JSON.stringify([{ storeId: "x".repeat(1_000_001) }]);
    expect(await refused("/forecasts", { body })).toMatchObject({ status: 413, code: "LIMIT_EXCEEDED" });
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
    ]) {
      const problem = await refused("/forecasts", { body: "[]", headers: { "content-type": type } });
      expect(problem).toMatchObject({ status: 415, code: "UNSUPPORTED_MEDIA_TYPE" });
    }
    const latin = { "content-type": "application/json; charset=latin1" };
    expect(await refused("/forecasts", { body: "[]", headers: latin })).toMatchObject({ status: 415 });
  });

  test("a body that nests without end is refused, or its nest left out, and never a fault", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const { body } = await ask<Item[]>("/forecasts", { body: `[{"storeId": ${deep}}]` });
    expect(body[0]!.error!.code).toBe("BAD_USER_INPUT");
    expect(await refused("/forecasts", { body: deep })).toMatchObject({ status: 400 });
    expect(await refused("/forecasts", { body: deep.slice(0, 100_000) })).toMatchObject({ status: 400 });
  });
});

describe("the forecast of one store", () => {
  test("has the days of the window, its end left out", async () => {
    const { body } = await ask<Item>("/stores/2/forecast?from=2015-08-03&to=2015-08-05&level=0.5");
    expect(body).toMatchObject({ storeId: "2", timeZone: "Europe/Berlin", level: 0.5 });
    expect(body.forecast!.map(({ timestamp }) => timestamp)).toEqual([
      "2015-08-03T00:00:00+02:00",
      "2015-08-04T00:00:00+02:00",
    ]);
    expect((await ask<Item>("/stores/2/forecast")).body.forecast).toHaveLength(7);
  });

  test.each([
    ["?from=2015-08-05&to=2015-08-05", "from 2015-08-05 is not before to 2015-08-05.", "window"],
    ["?from=2015-02-30", "from is 2015-02-30; it must be a day of the calendar, such as 2026-11-26.", "from"],
    ["?level=1", "level is 1; it must be above 0 and below 1.", "level"],
    ["?level=high", 'level is "high"; it must be above 0 and below 1.', "level"],
    ["?decimals=7", "decimals is 7; it must be a whole number from 0 to 6.", "decimals"],
    ["?frm=2015-08-05", 'There is no parameter "frm"; check its spelling.', "frm"],
    ["?from=2015-08-01&from=2015-08-02", "from is a list of 2; it", "from"],
  ])("%s is refused by name, value and rule", async (query, detail, field) => {
    const problem = await refused(`/stores/2/forecast${query}`);
    expect(problem).toMatchObject({ status: 400, code: "BAD_USER_INPUT", field });
    expect(problem.detail).toContain(detail);
  });

  test("a store that is none is 404, a broken model 503", async () => {
    expect(await refused("/stores/99/forecast")).toMatchObject({ status: 404, code: "NOT_FOUND" });
    app.serving.broken.add("2");
    const problem = await refused("/stores/2/forecast");
    expect(problem).toMatchObject({
      status: 503,
      code: "SERVICE_UNAVAILABLE",
      isRetryable: true,
      service: "mlflow",
    });
  });

  test("comes as CSV", async () => {
    const { body } = await ask<string>("/stores/2/forecast?to=2015-08-02", {
      headers: { accept: "text/csv" },
    });
    expect(body).toBe(
      "storeId,timestamp,value,lower,upper,status,modelVersion,trainedThrough\r\n2,2015-08-01T00:00:00+02:00,200,180,240,READY,1,2015-07-31\r\n",
    );
  });
});

describe("stores", () => {
  test("come in pages that lead from one to the next", async () => {
    const codes: string[] = [];
    let path = "/stores?first=4&regionId=HE&regionId=BW";
    for (let pages = 0; path !== "" && pages < 5; pages++) {
      const { body, headers } = await ask<Page<{ id: string }>>(path);
      expect(body.totalCount).toBe(6);
      codes.push(...body.items.map(({ id }) => id));
      const link = /^<\/api\/v1([^>]+)>; rel="next"$/.exec(headers.get("link") ?? "");
      expect(link === null).toBe(body.next === null);
      path = link?.[1] ?? "";
    }
    expect(codes).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  test("are told with the version that serves them, one at a time too", async () => {
    const store = {
      ...{ id: "1", name: "Store 1", regionId: "HE", timeZone: "Europe/Berlin", dataThrough: "2015-07-31" },
      ...{ championVersion: 1, championTrainedThrough: "2015-07-31", attributes: { StoreType: "c" } },
    };
    const { body } = await ask<Page<object>>("/stores?regionId=HE");
    expect(body.items[0]).toEqual(store);
    expect((await ask("/stores/1")).body).toEqual(store);
    expect((await ask(`/stores/${encodeId("Store", "1")}`)).body).toEqual(store);
  });

  test("come as CSV, names that are formulas as text", async () => {
    app.stores[0]!.name = '=HYPERLINK("http://x")';
    const { body } = await ask<string>("/stores?first=1", {
      headers: { accept: "text/csv, application/json;q=0.5" },
    });
    expect(body).toBe(
      'id,name,regionId,timeZone,dataThrough,championVersion,championTrainedThrough,attributes\r\n1,"\'=HYPERLINK(""http://x"")",HE,Europe/Berlin,2015-07-31,1,2015-07-31,"{""StoreType"":""c""}"\r\n',
    );
  });

  test.each([
    ["first=0", "first is 0; it must be a whole number from 1 to 2,000."],
    ["first=2001", "first is 2001; it must be a whole number from 1 to 2,000."],
    ["first=1.5", "first is 1.5; it must be a whole number from 1 to 2,000."],
    ["first=", 'first is ""; it must be a whole number from 1 to 2,000.'],
    ["after=nonsense", "after is nonsense; it must be a cursor of this list."],
    ["regionId=XX", "regionId has XX, which is unknown; each must be the id or code of a region."],
    [`regionId=${encodeId("Store", "1")}`, "regionId has"],
  ])("with %s are refused", async (query, detail) => {
    const problem = await refused(`/stores?${query}`);
    expect(problem).toMatchObject({ status: 400, code: "BAD_USER_INPUT" });
    expect(problem.detail).toContain(detail);
  });

  test("have regions", async () => {
    expect((await ask("/regions")).body).toEqual({
      items: [
        { id: "BW", name: "Baden-Württemberg" },
        { id: "HE", name: "Hesse" },
      ],
    });
  });
});

describe("versions", () => {
  test("are listed newest first, in pages, with what they are for", async () => {
    await app.train("1", false);
    await app.serving.refresh(["1"]);
    const first = await ask<Page<{ version: number; role: string; wape: number }>>(
      "/stores/1/versions?first=1",
    );
    expect(first.body).toMatchObject({
      totalCount: 2,
      items: [{ version: 2, role: "CHALLENGER", wape: 0.1 }],
    });
    const rest = await ask<Page<object>>(`/stores/1/versions?after=${first.body.next}`);
    expect(rest.body).toMatchObject({ next: null, items: [{ version: 1, role: "CHAMPION" }] });
    const csv = await ask<string>("/stores/1/versions", { headers: { accept: "text/csv" } });
    expect(csv.body.split("\r\n")[1]).toMatch(/^1,2,CHALLENGER,2015-08-01T00:01:00.000Z,2015-07-31,0.1,/);
  });

  test("are promoted and rolled back from, once each", async () => {
    await app.train("1", false);
    const promote = () => ask("/stores/1/versions/2/promote", { body: { reason: "Better" } });
    expect((await promote()).body).toMatchObject({
      champion: { version: 2, role: "CHAMPION", promotion: { by: "graphql", reason: "Better" } },
      previousChampion: { version: 1 },
    });
    const again = await refused("/stores/1/versions/2/promote", { body: {} });
    expect(again).toMatchObject({ status: 409, code: "ALREADY_CHAMPION" });
    const back = await ask("/stores/1/rollback", { body: { fromVersion: 2, reason: "Worse" } });
    expect(back.body).toMatchObject({
      champion: { version: 1, isPinned: true },
      previousChampion: { version: 2 },
    });
    const twice = await refused("/stores/1/rollback", { body: { fromVersion: 2 } });
    expect(twice).toMatchObject({ status: 409, code: "NOT_CHAMPION" });
    expect((await ask<{ championVersion: number }>("/stores/1")).body.championVersion).toBe(1);
  });

  test("are pinned and unpinned", async () => {
    expect((await ask("/stores/1/pin", { body: { reason: "Fair" } })).body).toMatchObject({ id: "1" });
    expect((await ask("/stores/1/unpin", { body: {} })).status).toBe(200);
    const problem = await refused("/stores/1/unpin", { body: {} });
    expect(problem).toMatchObject({ status: 409, code: "NOT_PINNED" });
  });

  test.each([
    ["/stores/1/versions/9/promote", 404, "MODEL_VERSION_NOT_FOUND"],
    ["/stores/99/versions/1/promote", 404, "NOT_FOUND"],
    ["/stores/1/versions/one/promote", 400, "BAD_USER_INPUT"],
    ["/stores/1/versions/0/promote", 400, "BAD_USER_INPUT"],
    ["/stores/1/rollback", 409, "NO_PREVIOUS_CHAMPION"],
    ["/stores/99/pin", 404, "NOT_FOUND"],
  ])("POST %s is %d %s", async (path, status, code) => {
    expect(await refused(path, { body: {} })).toMatchObject({ status, code });
  });

  test("a reason that is too long is refused", async () => {
    const problem = await refused("/stores/1/pin", { body: { reason: "x".repeat(501) } });
    expect(problem).toMatchObject({ status: 400, field: "reason" });
    expect(problem.detail).toContain("at most 500 characters");
  });
});

describe("retrains", () => {
  test("are taken with a batch to follow, and joined by who asks again", async () => {
    const { status, headers, body } = await ask<{
      batch: { id: string };
      results: { job: { id: string } }[];
    }>("/retrain", { body: { storeIds: ["3", "1"], force: true } });
    expect(status).toBe(202);
    expect(headers.get("location")).toBe(`/api/v1/retrain/batches/${body.batch.id}`);
    expect(body).toMatchObject({
      batch: { status: "RUNNING", trigger: "PERSON", requestedBy: "graphql", counts: { stores: 2 } },
      results: [
        { storeId: "1", outcome: "ENQUEUED", job: { storeId: "1", status: "QUEUED" } },
        { storeId: "3", outcome: "ENQUEUED" },
      ],
    });
    expect(app.retrain.requests[0]).toMatchObject({ force: true, trigger: "person", requestedBy: "graphql" });
    const again = await ask<{ results: object[] }>("/retrain", {
      body: { regionIds: ["HE"], storeIds: ["1"] },
    });
    expect(again.body.results).toMatchObject([{ storeId: "1", outcome: "DEDUPLICATED" }]);
    const jobId = body.results[0]!.job.id;
    const job = await ask(`/retrain/jobs/${jobId}`);
    expect(job.body).toMatchObject({ id: jobId, storeId: "1", requestCount: 2, failure: null });
    expect((await ask(`/retrain/jobs/${encodeId("RetrainJob", jobId)}`)).body).toEqual(job.body);
  });

  test.each([
    [{}, 422, "EMPTY_FILTER"],
    [{ storeIds: [] }, 422, "EMPTY_FILTER"],
    [{ storeIds: ["1", "99", "98"] }, 422, "STORE_NOT_FOUND"],
    [{ regionIds: ["XX"] }, 422, "REGION_NOT_FOUND"],
    [{ storeIds: Array.from({ length: 2_001 }, (_, i) => String(i)) }, 422, "TOO_MANY_STORES"],
    [{ storeIds: "1" }, 400, "BAD_USER_INPUT"],
    [{ storeIds: ["1"], force: "yes" }, 400, "BAD_USER_INPUT"],
    [[], 400, "BAD_USER_INPUT"],
  ])("%j is refused whole", async (body, status, code) => {
    expect(await refused("/retrain", { body })).toMatchObject({ status, code });
    expect(app.retrain.requests).toEqual([]);
  });

  test("a refusal lists all that is wrong, in the words of the body", async () => {
    const { errors } = await refused("/retrain", { body: { storeIds: ["1", "99", "98"] } });
    expect(errors).toEqual(
      [1, 2].map((index) => ({
        field: `storeIds.${index}`,
        message: `storeIds has ${index === 1 ? 99 : 98}, which is unknown; each must be the id or code of a store.`,
        code: "STORE_NOT_FOUND",
      })),
    );
  });

  test("batches are followed, with their stores, and cancelled once", async () => {
    app.retrain.put(makeJob({ id: "job-a", storeId: 1_001, batchId: BATCH }));
    app.retrain.batches.put(makeBatch({ id: BATCH }), [
      makeBatchStore({ storeId: 1_001, jobId: "job-a" }),
      makeBatchStore({ storeId: 1_002, outcome: "UP_TO_DATE" }),
    ]);
    const batch = await ask(`/retrain/batches/${BATCH}`);
    expect(batch.body).toMatchObject({ id: BATCH, counts: { stores: 2, upToDate: 1, queued: 1 } });
    expect((await ask(`/retrain/batches/${encodeId("RetrainBatch", BATCH)}`)).body).toEqual(batch.body);
    const stores = await ask<Page<object>>(`/retrain/batches/${BATCH}/stores?first=1`);
    expect(stores.body.items).toEqual([
      { storeId: "1", outcome: "ENQUEUED", isWithdrawn: false, jobId: "job-a" },
    ]);
    expect(stores.headers.get("link")).toContain(`/retrain/batches/${BATCH}/stores?first=1&after=`);
    const cancelled = await ask(`/retrain/batches/${BATCH}/cancel`, { body: {} });
    expect(cancelled.body).toMatchObject({ status: "CANCELLED", cancelledBy: "graphql" });
    const twice = await refused(`/retrain/batches/${BATCH}/cancel`, { body: {} });
    expect(twice).toMatchObject({ status: 409, code: "BATCH_FINISHED" });
  });

  test.each([
    ["/retrain/jobs/none", undefined],
    [`/retrain/jobs/${encodeId("Store", "1")}`, undefined],
    ["/retrain/batches/none", undefined],
    [`/retrain/batches/${BATCH}`, undefined],
    [`/retrain/batches/${BATCH}/stores`, undefined],
    [`/retrain/batches/${BATCH}/cancel`, {}],
  ])("%s is 404", async (path, body) => {
    expect(await refused(path, { body })).toMatchObject({ status: 404 });
  });
});

describe("the audit log", () => {
  test("comes in pages, the latest first, and is narrowed", async () => {
    await ask("/stores/1/pin", { body: { reason: "Fair" } });
    await ask("/stores/2/pin", { body: {} });
    const first = await ask<Page<object>>("/audit?first=1&since=2015-08-01T12:00:00%2B02:00");
    expect(first.body).toMatchObject({ totalCount: 2, items: [{ id: "2", action: "PIN", storeIds: ["2"] }] });
    const rest = await ask<Page<object>>(`/audit?after=${first.body.next}`);
    expect(rest.body).toMatchObject({ next: null, items: [{ id: "1", reason: "Fair", outcome: "DONE" }] });
    expect((await ask("/audit?until=2015-08-01T12:00:00Z")).body).toMatchObject({ totalCount: 0 });
    expect(await refused("/audit?since=2015-08-01")).toMatchObject({ status: 400, field: "since" });
    expect(await refused("/audit?after=1")).toMatchObject({ status: 400, field: "after" });
  });
});

describe("health", () => {
  test("is 200 while all parts are ready, 503 else, and asks nobody who they are", async () => {
    let problem: Error | null = null;
    const part = () => (problem ? Promise.reject(problem) : Promise.resolve());
    const authenticator = createStaticAuthenticator({});
    const closed = await startMemoryApp(1, { authenticator, checks: { database: part } });
    const client = createRestClient(() => closed.url, spec);
    try {
      const ready = { status: "ready", parts: { database: { isReady: true } } };
      expect(await client.ask("/health")).toMatchObject({ status: 200, body: ready });
      problem = new Error("It is away.");
      const { status, body } = await client.ask("/health");
      expect(status).toBe(503);
      expect(body).toMatchObject({ parts: { database: { isReady: false, problem: "It is away." } } });
    } finally {
      await closed.close();
    }
  });

  test("is asked here", async () => {
    expect((await ask("/health")).status).toBe(200);
  });
});

describe("whatever is asked", () => {
  const fetchProblem = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${app.url}/api/v1${path}`, init);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    return { headers: response.headers, body: (await response.json()) as ProblemBody };
  };

  test("what is not there is 404, what is there under another method 405", async () => {
    const nowhere = await fetchProblem("/nowhere?x=1");
    expect(nowhere.body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect(nowhere.body.detail).toContain("GET /api/v1/nowhere;");
    const put = await fetchProblem("/stores", { method: "PUT" });
    expect(put.body).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
    expect(put.headers.get("allow")).toBe("GET, HEAD");
    expect((await fetchProblem("/forecasts")).headers.get("allow")).toBe("POST");
    const options = await fetch(`${app.url}/api/v1/forecasts`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "POST"]);
  });

  test("a form that is not to be had is 406, a path that cannot be read 400", async () => {
    const problem = await refused("/stores", { headers: { accept: "application/xml" } });
    expect(problem).toMatchObject({ status: 406, code: "NOT_ACCEPTABLE" });
    expect(problem.detail).toContain("application/json or text/csv");
    expect(await refused("/regions", { headers: { accept: "text/csv" } })).toMatchObject({ status: 406 });
    expect((await fetchProblem("/stores/%E0%A4%A")).body).toMatchObject({ status: 400 });
  });

  test("a fault of ours is masked, with the id that the log has", async () => {
    app.serving.forecast = () => Promise.reject(new Error("secret of the house"));
    const problem = await refused("/forecasts", { body: [{ storeId: "1" }] });
    expect(problem).toMatchObject({ status: 500, code: "INTERNAL_SERVER_ERROR" });
    expect(JSON.stringify(problem)).not.toContain("secret");
    const line = app.log.find(({ msg }) => msg === "internal error");
    expect(line).toMatchObject({ requestId: problem.requestId, err: { message: "secret of the house" } });
  });

  test("HEAD has the headers alone, and compression is as elsewhere", async () => {
    const head = await fetch(`${app.url}/api/v1/stores`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const response = await fetch(`${app.url}/api/v1/stores`, { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("vary")).toContain("accept");
  });

  test("times are measured by route and status", async () => {
    await ask("/stores/1");
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toContain(
      'storecast_rest_request_duration_seconds_count{method="GET",route="/stores/{storeId}",status="200"} 1',
    );
  });
});

describe("who asks", () => {
  const HESSE: Principal = { name: "hanna", kind: "person", role: "planner", regionCodes: ["HE"] };
  const VIEWER: Principal = { ...HESSE, name: "vera", role: "viewer" };
  let closed: MemoryApp;
  const client = createRestClient(() => closed.url, spec);
  const as = (token: string, path: string, body?: unknown) =>
    client.ask<ProblemBody>(path, { body, headers: { authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    closed = await startMemoryApp(6, {
      authenticator: createStaticAuthenticator({ hesse: HESSE, viewer: VIEWER }),
    });
    closed.retrain.put(makeJob({ id: "job-bw", storeId: 1_002, batchId: BATCH }));
    closed.retrain.batches.put(makeBatch({ id: BATCH }), [
      makeBatchStore({ storeId: 1_002, jobId: "job-bw" }),
    ]);
  });
  afterAll(() => closed.close());

  const routes = createRoutes({ checks: {} }).filter(({ access }) => access !== "everybody");
  const fill = (path: string) => path.replace(/\{version\}/, "1").replace(/\{\w+\}/g, "1");

  test.each(routes)("$method $path is nobody's who does not say who", async ({ method, path }) => {
    const { status, headers, body } = await client.ask<ProblemBody>(
      fill(path),
      method === "post" ? { body: "{broken" } : {},
    );
    expect([status, body.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(headers.get("www-authenticate")).toBe('Bearer realm="storecast"');
  });

  test.each(routes.filter(({ access }) => access !== "everybody" && access.type === "Mutation"))(
    "$method $path is not a viewer's, before its body is read",
    async ({ path }) => {
      const { status, body } = await as("viewer", fill(path), "{broken");
      expect([status, body.code]).toEqual([403, "FORBIDDEN"]);
      expect(body.detail).toContain("needs the role planner; vera is a viewer.");
    },
  );

  test("somebody of one region sees and changes nothing of another", async () => {
    const stores = await as("hesse", "/stores");
    expect(stores.body).toMatchObject({ totalCount: 3 });
    expect((await as("hesse", "/regions")).body).toEqual({ items: [{ id: "HE", name: "Hesse" }] });
    const forecasts = await as("viewer", "/forecasts", [{ storeId: "1" }, { storeId: "2" }]);
    expect(forecasts.body).toMatchObject([{ status: "READY" }, { error: { code: "STORE_NOT_FOUND" } }]);
    const paths = ["/stores/2", "/stores/2/forecast", "/stores/2/versions"];
    paths.push("/retrain/jobs/job-bw", `/retrain/batches/${BATCH}`, `/retrain/batches/${BATCH}/stores`);
    for (const path of paths) expect([path, (await as("hesse", path)).status]).toEqual([path, 404]);
    const changes = [
      "/stores/2/versions/1/promote",
      "/stores/2/rollback",
      "/stores/2/pin",
      "/stores/2/unpin",
    ];
    changes.push(`/retrain/batches/${BATCH}/cancel`);
    for (const path of changes) expect([path, (await as("hesse", path, {})).status]).toEqual([path, 404]);
    expect((await as("hesse", "/retrain", { storeIds: ["2"] })).status).toBe(422);
    expect(closed.retrain.requests).toEqual([]);
  });

  test("a change bears the name of who asked", async () => {
    const { body } = await as("hesse", "/retrain", { storeIds: ["1"] });
    expect(body).toMatchObject({ batch: { requestedBy: "hanna" } });
  });
});

describe("the document and the page", () => {
  test("the document is what the routes say, and a GET that has it gets 304", async () => {
    const response = await fetch(`${app.url}/api/v1/openapi.json`);
    const document = (await response.json()) as Record<string, unknown>;
    expect(document["openapi"]).toBe("3.1.1");
    expect(Object.keys(document["paths"] as object)).toContain("/forecasts");
    const etag = response.headers.get("etag")!;
    const again = await fetch(`${app.url}/api/v1/openapi.json`, {
      headers: { "if-none-match": etag, "cache-control": "max-age=0" },
    });
    expect(again.status).toBe(304);
  });

  test("the page has its files here, and needs no script within it", async () => {
    const response = await fetch(`${app.url}/api/v1/docs`);
    expect(response.headers.get("content-security-policy")).toContain("script-src 'self';");
    const page = await response.text();
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(files).toHaveLength(4);
    for (const file of files) {
      const answer = await fetch(new URL(file, `${app.url}/api/v1/docs`));
      expect([file, answer.status]).toEqual([file, 200]);
      await answer.arrayBuffer();
    }
    expect(page).not.toMatch(/https?:|<script>/);
    const other = await fetch(`${app.url}/api/v1/docs/package.json`);
    expect(other.status).toBe(404);
  });

  test("there is no page where it is not wanted", async () => {
    const bare = await startMemoryApp(1, { hasRestPage: false });
    try {
      expect((await fetch(`${bare.url}/api/v1/docs`)).status).toBe(404);
      expect((await fetch(`${bare.url}/api/v1/openapi.json`)).status).toBe(200);
    } finally {
      await bare.close();
    }
  });
});
