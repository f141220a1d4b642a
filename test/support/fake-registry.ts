import { createHash } from "node:crypto";
import { InvalidInputError } from "../../src/errors.js";
import { FEWEST_OF_RUN } from "../../src/mlflow/serving-bundles.js";
import type { BatchResult, BatchRun } from "../../src/mlflow/batch-types.js";
import type {
  ChampionPin,
  ChangeNote,
  ModelRegistry,
  OwnVersion,
  RegisteredVersion,
  ServingForm,
  StoreModels,
} from "../../src/mlflow/types.js";

/** A batch as the fake keeps it. */
export interface FakeRun {
  batch: BatchRun;
  /** Null until the run is finished. */
  results: readonly BatchResult[] | null;
  endedAt: Date | null;
}

/** A registry in memory for unit tests; held to the same contract as the real one. */
export interface FakeRegistry extends ModelRegistry {
  /** Names of the methods called, oldest first. */
  readonly calls: string[];
  /** Runs by id. */
  readonly runs: ReadonlyMap<string, FakeRun>;
  /** While set, every call throws it. */
  failure: Error | null;
}

interface Model {
  versions: OwnVersion[];
  champion: number | null;
  challenger: number | null;
}

const getSha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const toPin = (kind: ChampionPin["kind"], { by, at, reason }: ChangeNote): ChampionPin => ({
  ...{ kind, by, at: at.toISOString(), reason },
});

/** An empty registry. */
export function createFakeRegistry(): FakeRegistry {
  const calls: string[] = [];
  const runs = new Map<string, FakeRun>();
  const models = new Map<string, Model>();
  const texts = new Map<string, string>();
  /** By run and number of the file. */
  const forms = new Map<string, readonly ServingForm[]>();

  const called = <T>(name: string, answer: () => T): Promise<T> => {
    calls.push(name);
    // what it cannot reach is absent from its answer
    return fake.failure && name !== "loadServingForms"
      ? Promise.reject(fake.failure)
      : Promise.resolve().then(answer);
  };

  const findVersion = (storeCode: string, version: number): { model: Model; found: OwnVersion } => {
    const model = models.get(storeCode);
    const found = model?.versions.find((one) => one.version === version);
    if (!model || !found) throw new InvalidInputError(`Store ${storeCode} has no model version ${version}.`);
    return { model, found };
  };

  const toStoreModels = (storeCode: string, model: Model): StoreModels => ({
    storeCode,
    champion: model.versions.find((one) => one.version === model.champion) ?? null,
    championIssue: null,
    newest: model.versions.at(-1) ?? null,
    challenger: model.challenger,
  });

  const fake: FakeRegistry = {
    calls,
    runs,
    failure: null,
    getServerVersion: () => called("getServerVersion", () => "3.17.2"),
    findStoreModels: (storeCodes) =>
      called("findStoreModels", () => {
        const wanted = storeCodes ?? [...models.keys()];
        return new Map(
          wanted.flatMap((code) => {
            const model = models.get(code);
            return model ? [[code, structuredClone(toStoreModels(code, model))]] : [];
          }),
        );
      }),
    listVersions: (storeCodes) =>
      called("listVersions", () => {
        const found = storeCodes.flatMap((code): [string, RegisteredVersion[]][] => {
          const model = models.get(code);
          return model ? [[code, structuredClone(model.versions).reverse()]] : [];
        });
        return new Map(found);
      }),
    loadModel: (version) =>
      called("loadModel", () => {
        const text = texts.get(version.source);
        if (text === undefined) throw new Error(`the fake has no model at ${version.source}`);
        return text;
      }),
    readModel: (version) =>
      called("readModel", () => {
        const prophetJson = texts.get(version.source);
        if (prophetJson === undefined) throw new Error(`the fake has no model at ${version.source}`);
        return { prophetJson, sha256: version.facts.modelSha256 };
      }),
    loadServingForms: (versions) =>
      called("loadServingForms", () => {
        if (fake.failure) return new Map();
        const found = versions.flatMap((version): [RegisteredVersion, string][] => {
          const ofRun = versions.filter(({ runId, facts }) => runId === version.runId && facts.servingSha256);
          if (ofRun.length < FEWEST_OF_RUN) return [];
          const files = [...forms].filter(([file]) => file.startsWith(`${version.runId} `));
          const text = files
            .flatMap(([, kept]) => kept)
            .find(({ modelId }) => version.source.includes(`/${modelId}/`))?.text;
          return text !== undefined && getSha256(text) === version.facts.servingSha256
            ? [[version, text]]
            : [];
        });
        return new Map(found);
      }),
    startRun: (batch, isRetry) =>
      called("startRun", () => {
        const known = [...runs].find(([, run]) => run.batch.batchId === batch.batchId);
        const runId = isRetry && known ? known[0] : `run-${runs.size + 1}`;
        if (!runs.has(runId)) runs.set(runId, { batch, results: null, endedAt: null });
        return { runId, experimentId: "1" };
      }),
    logModel: (entry) =>
      called("logModel", () => {
        const model = models.get(entry.storeCode) ?? { versions: [], champion: null, challenger: null };
        models.set(entry.storeCode, model);
        const version = model.versions.length + 1;
        const modelId = `m-${entry.storeCode}-${version}`;
        const modelSha256 = getSha256(JSON.stringify(entry.prophetJson));
        const servingSha256 = entry.servingForm === undefined ? null : getSha256(entry.servingForm);
        const source = `mlflow-artifacts:/1/models/${modelId}/artifacts`;
        texts.set(source, entry.prophetJson);
        model.versions.push({
          storeCode: entry.storeCode,
          version,
          runId: entry.runId,
          source,
          createdAt: new Date(entry.facts.trainedAt),
          description: entry.description,
          origin: "storecast",
          facts: { ...entry.facts, modelSha256, servingSha256 },
          promotedAt: entry.promote ? entry.facts.trainedAt : null,
          promotedBy: entry.promote ? "training" : null,
          promotedReason: (entry.promote && entry.promotedReason) || null,
          ...{ rolledBackAt: null, rolledBackBy: null, rolledBackReason: null, pin: null },
        });
        Object.assign(
          model,
          entry.promote ? { champion: version, challenger: null } : { challenger: version },
        );
        return { modelId, version, modelSha256 };
      }),
    findVersionOfJob: (storeCode, jobId) =>
      called("findVersionOfJob", () => {
        const found = models.get(storeCode)?.versions.find((one) => one.facts.jobId === jobId);
        return found ? structuredClone(found) : null;
      }),
    putServingForms: (runId, file, kept) =>
      called("putServingForms", () => void forms.set(`${runId} ${file}`, kept)),
    finishRun: (runId, batch, results, endedAt) =>
      called("finishRun", () => void runs.set(runId, { batch, results, endedAt })),
    promote: (storeCode, version, { by, at, reason }) =>
      called("promote", () => {
        const { model, found } = findVersion(storeCode, version);
        const promotedAt = at.toISOString();
        Object.assign(found, { promotedAt, promotedBy: by, promotedReason: reason, rolledBackAt: null });
        model.champion = version;
      }),
    rollback: (storeCode, from, to, note) =>
      called("rollback", () => {
        const { model, found } = findVersion(storeCode, from);
        findVersion(storeCode, to).found.pin = toPin("rollback", note);
        const rolledBackAt = note.at.toISOString();
        Object.assign(found, { rolledBackAt, rolledBackBy: note.by, rolledBackReason: note.reason });
        model.champion = to;
      }),
    pin: (storeCode, version, note) =>
      called("pin", () => void (findVersion(storeCode, version).found.pin = toPin("person", note))),
    unpin: (storeCode, version) =>
      called("unpin", () => void (findVersion(storeCode, version).found.pin = null)),
    setChallenger: (storeCode, version) =>
      called("setChallenger", () => {
        const model = models.get(storeCode);
        if (model) model.challenger = version;
      }),
    getVersionUrl: (storeCode, version) => `http://mlflow.test/#/models/${storeCode}/versions/${version}`,
    getRunUrl: (experimentId, runId) => `http://mlflow.test/#/experiments/${experimentId}/runs/${runId}`,
    getExperimentUrl: () => called("getExperimentUrl", () => "http://mlflow.test/#/experiments/1"),
  };
  return fake;
}
