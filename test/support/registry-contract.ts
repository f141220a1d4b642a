import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "../../src/errors.js";
import type { ModelRegistry, NewModel, ServingForm } from "../../src/mlflow/types.js";
import { makeBatch, makeNewModel, makeResult } from "./models.js";

/** What every registry does, whatever it is made of. Each test uses stores and batches of its own. */
export function describeModelRegistry(getRegistry: () => ModelRegistry): void {
  const log = async (storeCode: string, jobIds: string[], overrides: Partial<NewModel> = {}) => {
    const registry = getRegistry();
    const run = await registry.startRun(makeBatch(`batch ${jobIds.join()}`), false);
    const logged = [];
    for (const jobId of jobIds)
      logged.push(await registry.logModel(makeNewModel(run, storeCode, jobId, overrides)));
    return { run, logged };
  };
  const find = async (storeCode: string) => (await getRegistry().findStoreModels([storeCode])).get(storeCode);
  const noon = new Date("2015-07-12T12:00:00.000Z");
  const later = new Date("2015-07-13T12:00:00.000Z");

  describe("models", () => {
    test("a store without a model is absent", async () => {
      expect(await getRegistry().findStoreModels(["900"])).toEqual(new Map());
      expect(await getRegistry().listVersions(["900"])).toEqual(new Map());
      expect(await getRegistry().findStoreModels([])).toEqual(new Map());
    });

    test("the first promoted model is champion and newest, with the facts it was logged with", async () => {
      const { run, logged } = await log("1", ["job-1"]);
      const models = await find("1");
      expect(models?.champion).toEqual(models?.newest);
      expect(models?.challenger).toBeNull();
      expect(models?.champion).toMatchObject({
        ...{ storeCode: "1", version: 1, runId: run.runId, rolledBackAt: null, pin: null },
        promotedAt: "2015-07-11T06:00:01.500Z",
        facts: { ...makeNewModel(run, "1", "job-1").facts, modelSha256: logged[0]!.modelSha256 },
      });
      expect(logged[0]!.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    });

    test("a model that is not promoted is newest and leaves the champion", async () => {
      await log("2", ["job-2a"]);
      await log("2", ["job-2b"], { promote: false });
      const models = await find("2");
      expect([models?.champion?.version, models?.newest?.version]).toEqual([1, 2]);
      expect([models?.champion?.facts.jobId, models?.newest?.promotedAt]).toEqual(["job-2a", null]);
    });

    test("a store that never had a champion has none", async () => {
      await log("3", ["job-3"], { promote: false });
      expect(await find("3")).toMatchObject({ champion: null, newest: { version: 1 } });
    });

    test("a model without a backtest keeps that fact", async () => {
      const facts = { ...makeNewModel({ runId: "", experimentId: "" }, "", "job-4").facts, backtest: null };
      await log("4", ["job-4"], { facts });
      expect((await find("4"))?.champion?.facts.backtest).toBeNull();
    });

    test("a loaded model is the text that was logged", async () => {
      const { run } = await log("5", ["job-5"]);
      const version = (await find("5"))!.champion!;
      const { prophetJson } = makeNewModel(run, "5", "job-5");
      expect(await getRegistry().loadModel(version)).toBe(prophetJson);
      const sha256 = version.facts.modelSha256;
      expect(await getRegistry().readModel(version)).toEqual({ prophetJson, sha256 });
    });

    test.each(["6", "0006", "06", "A-6", "a/b:c", 'it\'s 6 % "x"', "Köln_6"])(
      "store code %s has a model of its own",
      async (storeCode) => {
        await log(storeCode, [`job of ${storeCode}`]);
        expect((await find(storeCode))?.champion).toMatchObject({ storeCode, version: 1 });
        expect((await getRegistry().findStoreModels()).get(storeCode)?.newest?.storeCode).toBe(storeCode);
      },
    );

    test("versions are listed newest first, for the stores that were asked for", async () => {
      await log("7", ["job-7a", "job-7b", "job-7c"]);
      const versions = await getRegistry().listVersions(["7", "901"]);
      expect([...versions.keys()]).toEqual(["7"]);
      expect(versions.get("7")?.map((one) => one.version)).toEqual([3, 2, 1]);
    });

    test("the version of a job is found by the job, within its store", async () => {
      await log("8", ["job-8a", "job-8b"]);
      const registry = getRegistry();
      expect((await registry.findVersionOfJob("8", "job-8a"))?.version).toBe(1);
      expect(await registry.findVersionOfJob("8", "job-8z")).toBeNull();
      expect(await registry.findVersionOfJob("902", "job-8a")).toBeNull();
    });
  });

  describe("runs", () => {
    test("a retried batch finds its run; a new one gets a new run", async () => {
      const registry = getRegistry();
      const first = await registry.startRun(makeBatch("batch-10"), false);
      expect(await registry.startRun(makeBatch("batch-10"), true)).toEqual(first);
      const other = await registry.startRun(makeBatch("batch-11"), true);
      expect(other.runId).not.toBe(first.runId);
      expect(other.experimentId).toBe(first.experimentId);
    });

    test("a run can be finished twice", async () => {
      const registry = getRegistry();
      const { run, logged } = await log("12", ["job-12"]);
      const { modelId, version } = logged[0]!;
      const results = [
        makeResult("12", { modelId, version, promoted: true }),
        makeResult("13", {
          status: "FAILED",
          failure: "no data",
          backtest: null,
          rows: null,
          dataDigest: null,
        }),
      ];
      await registry.finishRun(run.runId, makeBatch("batch job-12", 2), results, noon);
      await expect(
        registry.finishRun(run.runId, makeBatch("batch job-12", 2), results, later),
      ).resolves.toBeUndefined();
    });

    // MLflow 3.17 looks known metrics of models up by the names of one hundred, and inserts all others once more.
    test("a run whose model has more than a hundred metrics can be finished twice", async () => {
      const registry = getRegistry();
      const { run, logged } = await log("14", ["job-14"]);
      const { modelId, version } = logged[0]!;
      const folds = Array.from({ length: 31 }, (_, index) => ({
        ...{ cutoff: `2015-05-${String(index + 1).padStart(2, "0")}`, wape: 0.08, baselineWape: 0.17 },
        ...{ coverage: 0.8, ahead: [1], y: [10], yhat: [11], lower: [9], upper: [12] },
      }));
      const results = [makeResult("14", { modelId, version, promoted: true, folds })];
      const batch = makeBatch("batch job-14");
      await registry.finishRun(run.runId, batch, results, noon);
      await expect(registry.finishRun(run.runId, batch, results, later)).resolves.toBeUndefined();
    });
  });

  describe("serving forms", () => {
    const codes = Array.from({ length: 21 }, (_, i) => String(40 + i));
    const textOf = (storeCode: string) => `{"shared":"ü\\n"}\n{"store":"${storeCode}"}`;
    const load = async (asked: readonly string[]) => {
      const found = await getRegistry().findStoreModels(asked);
      const versions = [...found.values()].map(({ champion }) => champion!);
      const forms = await getRegistry().loadServingForms(versions);
      return new Map([...forms].map(([{ storeCode }, text]) => [storeCode, text]));
    };

    test("many of a run are read from its files, those that are as registered; few are left to their models", async () => {
      const registry = getRegistry();
      const run = await registry.startRun(makeBatch("batch 40", codes.length), false);
      const forms: ServingForm[] = [];
      for (const code of codes) {
        const text = textOf(code);
        const model = makeNewModel(run, code, `job-${code}`, { servingForm: text });
        forms.push({ modelId: (await registry.logModel(model)).modelId, text });
      }
      expect(await load(codes)).toEqual(new Map());
      const [first, ...others] = forms;
      await registry.putServingForms(run.runId, 1, forms.slice(0, 3));
      await registry.putServingForms(run.runId, 2, forms.slice(3));
      expect(await load(codes)).toEqual(new Map(codes.map((code) => [code, textOf(code)])));
      expect(await load(codes.slice(0, 19))).toEqual(new Map());
      await registry.putServingForms(run.runId, 1, [{ ...first!, text: "changed" }, others[0]!]);
      const left = new Set(codes.filter((code) => code !== "40" && code !== "42"));
      expect(new Set((await load(codes)).keys())).toEqual(left);
    });
  });

  describe("champions", () => {
    const byBob = { by: "bob", at: noon, reason: "the promo week" };
    const byAnn = { by: "ann", at: later, reason: null };

    test("a promotion moves the champion and says who, when and why", async () => {
      await log("20", ["job-20a"]);
      await log("20", ["job-20b"], { promote: false });
      await getRegistry().promote("20", 2, byBob);
      expect((await find("20"))?.champion).toMatchObject({
        ...{
          version: 2,
          promotedAt: noon.toISOString(),
          promotedBy: "bob",
          promotedReason: "the promo week",
        },
      });
      await getRegistry().promote("20", 1, byAnn);
      await getRegistry().promote("20", 2, byAnn);
      expect((await find("20"))?.champion).toMatchObject({
        ...{ version: 2, promotedAt: later.toISOString(), promotedBy: "ann", promotedReason: null },
      });
    });

    test("a training says that and why it promoted", async () => {
      await log("25", ["job-25"], { promotedReason: "the store had no champion" });
      expect((await find("25"))?.champion).toMatchObject({
        ...{ promotedBy: "training", promotedReason: "the store had no champion" },
      });
    });

    test("a rollback restores the earlier champion, marks the one it left, and pins the one it restored", async () => {
      await log("21", ["job-21a", "job-21b"]);
      await getRegistry().rollback("21", 2, 1, byBob);
      const reason = "the promo week";
      expect((await find("21"))?.champion).toMatchObject({
        ...{ version: 1, rolledBackAt: null },
        pin: { kind: "rollback", by: "bob", at: noon.toISOString(), reason },
      });
      expect((await find("21"))?.newest).toMatchObject({
        ...{ version: 2, rolledBackAt: noon.toISOString(), rolledBackBy: "bob", rolledBackReason: reason },
      });
    });

    test("a promotion leaves the pin behind and forgets the rollback", async () => {
      await log("22", ["job-22a", "job-22b"]);
      await getRegistry().rollback("22", 2, 1, byBob);
      await getRegistry().promote("22", 2, byAnn);
      expect((await find("22"))?.champion).toMatchObject({ version: 2, rolledBackAt: null, pin: null });
    });

    test("a promoted new model leaves the pin behind, one that is not promoted does not", async () => {
      await log("23", ["job-23a", "job-23b"]);
      await getRegistry().rollback("23", 2, 1, byBob);
      await log("23", ["job-23c"], { promote: false });
      expect((await find("23"))?.champion?.pin?.kind).toBe("rollback");
      await log("23", ["job-23d"]);
      expect((await find("23"))?.champion).toMatchObject({ version: 4, pin: null });
    });

    test("a person's pin takes a rollback's place, and goes when it is taken away", async () => {
      await log("26", ["job-26a", "job-26b"]);
      await getRegistry().rollback("26", 2, 1, byBob);
      await getRegistry().pin("26", 1, byAnn);
      await getRegistry().pin("26", 1, byAnn);
      expect((await find("26"))?.champion?.pin).toEqual({
        ...{ kind: "person", by: "ann", at: later.toISOString(), reason: null },
      });
      await getRegistry().unpin("26", 1, byBob);
      await getRegistry().unpin("26", 1, byBob);
      expect((await find("26"))?.champion?.pin).toBeNull();
    });

    test("a version that is not there is refused by name, and nothing moves", async () => {
      await log("24", ["job-24"]);
      const registry = getRegistry();
      await expect(registry.promote("24", 9, byBob)).rejects.toThrow(InvalidInputError);
      await expect(registry.promote("903", 1, byBob)).rejects.toThrow("Store 903 has no model version 1.");
      await expect(registry.rollback("24", 1, 9, byBob)).rejects.toThrow("Store 24 has no model version 9.");
      await expect(registry.pin("24", 9, byBob)).rejects.toThrow("Store 24 has no model version 9.");
      await expect(registry.unpin("24", 9, byBob)).rejects.toThrow("Store 24 has no model version 9.");
      expect((await find("24"))?.champion).toMatchObject({ version: 1, rolledBackAt: null, pin: null });
    });
  });

  describe("challengers", () => {
    const challengerOf = async (storeCode: string) => (await find(storeCode))?.challenger;

    test("a promoted model has none beside it", async () => {
      await log("30", ["job-30"]);
      expect(await challengerOf("30")).toBeNull();
    });

    test("the newest model that was not promoted is challenger until one is promoted past it", async () => {
      await log("31", ["job-31a"]);
      await log("31", ["job-31b", "job-31c"], { promote: false });
      expect(await challengerOf("31")).toBe(3);
      await log("31", ["job-31d"]);
      expect(await challengerOf("31")).toBeNull();
    });

    test("the alias is moved and removed by hand, the latter even where there is none", async () => {
      await log("32", ["job-32a", "job-32b"], { promote: false });
      const registry = getRegistry();
      await registry.setChallenger("32", 1);
      expect(await challengerOf("32")).toBe(1);
      await registry.setChallenger("32", null);
      await registry.setChallenger("32", null);
      expect(await challengerOf("32")).toBeNull();
    });
  });
}
