import { expect, test } from "@jest/globals";
import { Client, gql, type Exchange } from "@urql/core";
import { filter, fromValue, mergeMap, pipe } from "wonka";
import { catchUpExchange } from "../../../web/src/api/catch-up.js";

/** A client whose every question is noted, and answered with their count. */
function makeClient() {
  const asked: string[] = [];
  let reconnect: () => void = () => undefined;
  const answer: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind !== "teardown"),
      mergeMap((operation) => {
        const [definition] = operation.query.definitions;
        asked.push(definition && "name" in definition ? (definition.name?.value ?? "") : "");
        return fromValue({
          ...{ operation, data: { asked: asked.length }, stale: false, hasNext: false },
        });
      }),
    );
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [catchUpExchange((catchUp) => void (reconnect = catchUp)), answer],
  });
  return { client, asked, reconnect: () => reconnect() };
}

test("when the socket is back the open queries are asked again, and the closed ones are not", async () => {
  const { client, asked, reconnect } = makeClient();
  const seen: unknown[] = [];
  const open = client
    .query(
      gql`
        query Open {
          a
        }
      `,
      {},
    )
    .subscribe(({ data }) => void seen.push((data as { asked: number }).asked));
  client
    .query(
      gql`
        query Closed {
          b
        }
      `,
      {},
    )
    .subscribe(() => undefined)
    .unsubscribe();
  expect(asked).toEqual(["Open", "Closed"]);
  reconnect();
  // urql asks again after what runs now
  await Promise.resolve();
  expect(asked).toEqual(["Open", "Closed", "Open"]);
  expect(seen).toEqual([1, 3]);
  open.unsubscribe();
});
