import { beforeEach, describe, expect, test } from "@jest/globals";
import { makeWebhookDeliveries, type WebhookDeliveries } from "../../../src/mlflow/webhook-deliveries.js";
import { isSigned, signDelivery } from "../../../src/mlflow/webhook-signature.js";

const SECRET = "a secret of the test";
const ID = "5f0c8f0e-8d67-4f7e-9a5e-0d1c2b3a4f5e";
const SECONDS = 1_795_600_800;
const BODY = Buffer.from(
  '{"entity": "model_version_alias", "action": "created", "timestamp": "2026-11-25T10:00:00+00:00", "data": {"name": "storecast-store-0007", "alias": "champion", "version": "3"}}',
);
/** What MLflow 3.17.2 itself makes of it: `mlflow.webhooks.delivery._generate_hmac_signature`. */
const SIGNATURE = "v1,6TKDAQY/F1FXUqtJo23HaYiiRu4IDCBUpyV8V8M0xp4=";
const headers = { deliveryId: ID, timestamp: String(SECONDS), signature: SIGNATURE };

describe("the signature of a delivery", () => {
  test("is MLflow's own", () => {
    expect(signDelivery(SECRET, ID, String(SECONDS), BODY)).toBe(SIGNATURE);
    expect(isSigned(SECRET, headers, BODY)).toBe(true);
  });

  test.each([
    ["another secret", "another", headers, BODY],
    ["another body", SECRET, headers, Buffer.from(`${BODY.toString()} `)],
    ["another id", SECRET, { ...headers, deliveryId: "x" }, BODY],
    ["another time", SECRET, { ...headers, timestamp: String(SECONDS + 1) }, BODY],
    ["another version", SECRET, { ...headers, signature: SIGNATURE.replace("v1", "v2") }, BODY],
    ["a shorter signature", SECRET, { ...headers, signature: SIGNATURE.slice(0, -1) }, BODY],
    ["no signature", SECRET, { ...headers, signature: undefined }, BODY],
    ["an empty signature", SECRET, { ...headers, signature: "" }, BODY],
    ["no id", SECRET, { ...headers, deliveryId: undefined }, BODY],
    ["no time", SECRET, { ...headers, timestamp: undefined }, BODY],
  ])("does not fit %s", (_, secret, given, body) => {
    expect(isSigned(secret, given, body)).toBe(false);
  });
});

describe("deliveries", () => {
  let announced: string[][];
  let failure: Error | null;
  let atSeconds: number;
  let deliveries: WebhookDeliveries;

  beforeEach(() => {
    announced = [];
    failure = null;
    atSeconds = SECONDS;
    deliveries = makeWebhookDeliveries({
      secret: SECRET,
      now: () => new Date(atSeconds * 1_000),
      announce: (codes) =>
        failure ? Promise.reject(failure) : Promise.resolve(void announced.push([...codes])),
      logger: { warn: () => undefined },
    });
  });

  const send = (data: object, id = ID) => {
    const body = Buffer.from(JSON.stringify({ entity: "model_version_alias", action: "created", data }));
    const timestamp = String(SECONDS);
    return deliveries.receive(
      { deliveryId: id, timestamp, signature: signDelivery(SECRET, id, timestamp, body) },
      body,
    );
  };

  test("that name a store announce it; those of a moment together", async () => {
    const outcomes = await Promise.all([
      deliveries.receive(headers, BODY),
      send({ name: "storecast-store-0008" }, "2"),
      send({ name: "storecast-store-0008" }, "3"),
      send({ name: "storecast-store-A-1" }, "4"),
    ]);
    expect(outcomes).toEqual(["accepted", "accepted", "accepted", "accepted"]);
    expect(announced).toEqual([["7", "8", "A-1"]]);
  });

  test.each([
    ["forged", 0, { ...headers, signature: "v1,AAAA" }],
    ["stale", 301, headers],
    ["stale", -301, headers],
    ["accepted", 300, headers],
    ["accepted", -300, headers],
  ])("are %s %d s after they were signed", async (outcome, age, given) => {
    atSeconds = SECONDS + age;
    expect(await deliveries.receive(given, BODY)).toBe(outcome);
    expect(announced).toHaveLength(outcome === "accepted" ? 1 : 0);
  });

  test("with a time that is none are stale, however well signed", async () => {
    const signature = signDelivery(SECRET, ID, "soon", BODY);
    expect(await deliveries.receive({ deliveryId: ID, timestamp: "soon", signature }, BODY)).toBe("stale");
  });

  test("are taken once, at the same time too", async () => {
    const both = await Promise.all([deliveries.receive(headers, BODY), deliveries.receive(headers, BODY)]);
    expect(both).toEqual(["accepted", "replayed"]);
    expect(await deliveries.receive(headers, BODY)).toBe("replayed");
    expect(announced).toEqual([["7"]]);
  });

  test("that could not be passed on are taken when MLflow repeats them", async () => {
    failure = new Error("no database");
    expect(await deliveries.receive(headers, BODY)).toBe("failed");
    failure = null;
    expect(await deliveries.receive(headers, BODY)).toBe("accepted");
  });

  test("that concern no store, or a training of ours, are ignored", async () => {
    expect(await send({ name: "somebody-elses" }, "5")).toBe("ignored");
    const tags = { "storecast.job_id": "job-1" };
    expect(await send({ name: "storecast-store-0007", version: "4", tags }, "6")).toBe("ignored");
    expect(announced).toEqual([]);
  });

  test("that are signed but say nothing are unreadable", async () => {
    expect(await send({ title: "no name" }, "7")).toBe("unreadable");
    const body = Buffer.from("{");
    const timestamp = String(SECONDS);
    const signature = signDelivery(SECRET, "8", timestamp, body);
    expect(await deliveries.receive({ deliveryId: "8", timestamp, signature }, body)).toBe("unreadable");
  });
});
