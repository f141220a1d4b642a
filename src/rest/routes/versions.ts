import { z } from "zod";
import type { Context, VersionRecord } from "../../context.js";
import { ChampionResolver } from "../../resolvers/champion-resolver.js";
import { REASON_CHARACTERS } from "../../schema/change-note.js";
import { decodePage, makeConnection, pageOf } from "../../schema/connection.js";
import { encodeVersionId } from "../../schema/ids.js";
import { linkToNext, toPage } from "../pages.js";
import { requireDone } from "../refusal.js";
import { defineRoute, type Route } from "../route.js";
import { pageQuery, storeId, versionNumber } from "../schemas/common.js";
import { Store, toStores } from "../schemas/store.js";
import { ChampionMove, toVersion, VersionPage, type VersionView } from "../schemas/version.js";
import { requireStore } from "../stores.js";

const EXAMPLE: VersionView = {
  ...{ storeId: "32", version: 2, role: "CHAMPION" },
  ...{ trainedAt: "2026-11-26T06:00:00.000Z", trainedThrough: "2026-11-25" },
  ...{ wape: 0.07, baselineWape: 0.12, coverage: 0.81, isPinned: false },
  promotion: { at: "2026-11-26T06:00:01.000Z", by: "training", reason: null },
  rollback: null,
  detailsUrl: "http://127.0.0.1:5000/#/models/storecast-store-0032/versions/2",
};
const VALUES_OF_VERSION = 18;
const BYTES_OF_VERSION = 900;
const COLUMNS = [
  ...["storeId", "version", "role", "trainedAt", "trainedThrough", "wape", "baselineWape", "coverage"],
  ...["promotedAt", "promotedBy", "promotedReason", "rolledBackAt", "rolledBackBy", "rolledBackReason"],
  ...["isPinned", "detailsUrl"],
];

const listVersions = defineRoute({
  method: "get",
  path: "/stores/{storeId}/versions",
  access: { type: "Query", field: "store" },
  operationId: "listVersions",
  tag: "versions",
  summary: "Trained versions of a store, newest first",
  description: "What MLflow has of the store's model, in pages.",
  params: z.strictObject({ storeId }),
  query: z.strictObject(pageQuery(20)),
  answer: VersionPage,
  failures: [404],
  examples: { answer: { items: [EXAMPLE], next: null, totalCount: 1 } },
  csv: { columns: COLUMNS, toRows: ({ items }) => items.map(toRow) },
  measure: ({ query: { first } }) => ({ values: first * VALUES_OF_VERSION, bytes: first * BYTES_OF_VERSION }),
  async handle({ params, query: { first, after } }, context) {
    const { code } = await requireStore(params.storeId, context);
    const page = decodePage("ModelVersion", { first, after: after ?? null });
    const versions = (await context.loaders.versionsOfStore.load(code)) ?? [];
    const connection = makeConnection(
      pageOf(versions, ({ storeCode, version }) => `${storeCode}:${version}`, page),
      ({ storeCode, version }) => encodeVersionId(storeCode, version),
    );
    const items = await Promise.all(connection.nodes.map((version) => toVersion(version, context)));
    return toPage(connection, items);
  },
  makeHeaders: (page, { params, query }) =>
    linkToNext(page, `/stores/${encodeURIComponent(params.storeId)}/versions`, query),
});

function toRow({ promotion, rollback, ...version }: VersionView) {
  return [
    ...[version.storeId, version.version, version.role, version.trainedAt, version.trainedThrough],
    ...[version.wape, version.baselineWape, version.coverage],
    ...[promotion?.at ?? null, promotion?.by ?? null, promotion?.reason ?? null],
    ...[rollback?.at ?? null, rollback?.by ?? null, rollback?.reason ?? null],
    ...[version.isPinned, version.detailsUrl],
  ];
}

const champions = new ChampionResolver();
const tooLong = `must have at most ${REASON_CHARACTERS} characters, which is the most that is kept`;
const reason = z
  .string({ error: "must be a text" })
  .max(REASON_CHARACTERS, { error: tooLong })
  .nullable()
  .default(null)
  .meta({ description: "Why, for those who look later." });
const Reasoned = z
  .strictObject({ reason }, { error: "must be an object, such as {}" })
  .meta({ id: "Reasoned", description: "Why a champion is moved, pinned or unpinned." });

/** @throws RefusedError if the champion did not move */
async function toMove(
  payload: Awaited<ReturnType<ChampionResolver["modelVersionPromote"]>>,
  context: Context,
): Promise<z.input<typeof ChampionMove>> {
  requireDone(payload.userErrors);
  const { champion, previousChampion } = payload as {
    champion: VersionRecord;
    previousChampion: VersionRecord | null;
  };
  return {
    champion: await toVersion(champion, context),
    previousChampion: previousChampion && (await toVersion(previousChampion, context)),
  };
}

const MOVED = { champion: EXAMPLE, previousChampion: null };

const promote = defineRoute({
  method: "post",
  path: "/stores/{storeId}/versions/{version}/promote",
  access: { type: "Mutation", field: "modelVersionPromote" },
  operationId: "promoteVersion",
  tag: "versions",
  summary: "Make a version the champion",
  description: "It serves from now on. 409 with ALREADY_CHAMPION if it does already.",
  params: z.strictObject({ storeId, version: versionNumber }),
  body: Reasoned,
  answer: ChampionMove,
  failures: [404, 409],
  examples: { body: { reason: "Better on the holidays" }, answer: MOVED },
  async handle({ params, body }, context) {
    const { code } = await requireStore(params.storeId, context);
    const modelVersionId = encodeVersionId(code, params.version);
    return toMove(await champions.modelVersionPromote({ modelVersionId, ...body }, context), context);
  },
});

const rollback = defineRoute({
  method: "post",
  path: "/stores/{storeId}/rollback",
  access: { type: "Mutation", field: "championRollback" },
  operationId: "rollBackChampion",
  tag: "versions",
  summary: "Restore the champion before the present one",
  description:
    "And pin it until a person or a strictly better challenger moves it. With `fromVersion` a repeated call does not go back two: 409 with NOT_CHAMPION.",
  params: z.strictObject({ storeId }),
  body: z
    .strictObject(
      {
        fromVersion: z
          .int({ error: "must be the number of a version" })
          .min(1)
          .nullable()
          .default(null)
          .meta({
            description: "Champion to roll back from: if it is not that any more, nothing moves.",
          }),
        reason,
      },
      { error: "must be an object, such as {}" },
    )
    .meta({ id: "Rollback", description: "What to roll back from, and why." }),
  answer: ChampionMove,
  failures: [404, 409],
  examples: { body: { fromVersion: 2, reason: "Too low on Saturdays" }, answer: MOVED },
  async handle({ params, body: { fromVersion, reason } }, context) {
    const { code } = await requireStore(params.storeId, context);
    const modelVersionId = fromVersion === null ? null : encodeVersionId(code, fromVersion);
    const input = { storeId: code, modelVersionId, reason };
    return toMove(await champions.championRollback(input, context), context);
  },
});

const makePinRoute = (method: "championPin" | "championUnpin", verb: "pin" | "unpin", words: string[]) =>
  defineRoute({
    method: "post",
    path: `/stores/{storeId}/${verb}`,
    access: { type: "Mutation", field: method },
    operationId: `${verb}Champion`,
    tag: "versions",
    summary: words[0]!,
    description: words[1]!,
    params: z.strictObject({ storeId }),
    body: Reasoned,
    answer: Store,
    failures: [404, 409],
    async handle({ params, body }, context) {
      const store = await requireStore(params.storeId, context);
      requireDone((await champions[method]({ storeId: store.code, ...body }, context)).userErrors);
      const [view] = await toStores([store], context);
      return view!;
    },
  });

export const versionRoutes: Route[] = [
  ...[listVersions, promote, rollback],
  makePinRoute("championPin", "pin", [
    "Keep the champion in its place",
    "Until a person unpins it or promotes another. Retrains go on, and register their versions.",
  ]),
  makePinRoute("championUnpin", "unpin", [
    "Let better challengers move the champion again",
    "Whether a person or a rollback pinned it. 409 with NOT_PINNED if nothing did.",
  ]),
];
