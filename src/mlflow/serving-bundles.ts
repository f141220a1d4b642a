import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { AppError } from "../errors.js";
import type { MlflowClient } from "./client.js";
import type { ExperimentLookup } from "./experiment-lookup.js";
import { hasErrorCode } from "./mlflow-error.js";
import { getSha256 } from "./model-file.js";
import type { ArtifactFile } from "./artifact-folder.js";
import type { RegisteredVersion, ServingForm } from "./types.js";
import { jsonOf } from "./version-tags.js";

/** Most that a file holds, which then has about 10 MB. */
export const FORMS_A_FILE = 1_000;

/** Of a run of which fewer are asked for, the models' own files are sooner read than a file of a thousand. */
export const FEWEST_OF_RUN = 20;

const FOLDER = "serving-models";
/** Lines read before others get their turn: about 5 ms. */
const LINES_AT_ONCE = 50;

/** One a line: a model's id, and the text that its version's tag vouches for. */
const Line = jsonOf(z.object({ modelId: z.string(), serving: z.string() }));

/** Where the forms of a run's models are, and which of them are wanted. */
interface Bundle {
  runId: string;
  folder: string;
  /** By model id. */
  wanted: Map<string, RegisteredVersion>;
}

/** One file of serving forms, as it is among the artifacts of their run. */
export function makeBundle(file: number, forms: readonly ServingForm[]): ArtifactFile {
  const lines = forms.map(({ modelId, text }) => `${JSON.stringify({ modelId, serving: text })}\n`);
  return { path: `${FOLDER}/${String(file).padStart(4, "0")}.jsonl`, body: lines.join("") };
}

interface BundleWriter {
  client: MlflowClient;
  experiment: ExperimentLookup;
  warn: (sentence: string) => void;
}

/**
 * Writes one file of serving forms into the run of their batch; written again, it is replaced. A server or a proxy that refuses it, such as for
 * its size, keeps no run from its end.
 *
 * @param file number of the file, from 1
 */
export async function putServingForms(
  { client, experiment, warn }: BundleWriter,
  runId: string,
  file: number,
  forms: readonly ServingForm[],
): Promise<void> {
  const { artifactLocation } = await experiment.ensure();
  const { path, body } = makeBundle(file, forms);
  try {
    await client.artifacts.put(`${artifactLocation}/${runId}/artifacts`, path, Buffer.from(body));
  } catch (error) {
    if (!(error instanceof AppError) || error.isRetryable) throw error;
    warn(`${path} of run ${runId} is not kept, its models will be read one by one: ${error.message}`);
  }
}

/**
 * Serving forms out of the files of runs, for versions of which a run has many, each held against the SHA-256 in its version's tag. What is not
 * there, not as it was registered, or cannot be read, is absent.
 *
 * @throws MlflowError where there is no answer at all: each model alone would wait for one in vain
 */
export async function loadServingForms(
  client: MlflowClient,
  versions: readonly RegisteredVersion[],
  warn: (sentence: string) => void,
): Promise<Map<RegisteredVersion, string>> {
  const forms = new Map<RegisteredVersion, string>();
  for (const { runId, folder, wanted } of listBundles(versions)) {
    const letGo = (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      // a run that somebody has deleted, or that has not ended yet
      if (hasErrorCode(error, "RESOURCE_DOES_NOT_EXIST")) return;
      warn(`The serving forms of run ${runId} cannot be read, models are instead: ${error.message}`);
    };
    const names = await client.artifacts.list(folder).catch((error: unknown) => {
      if (hasErrorCode(error, "NO_ANSWER")) throw error;
      letGo(error);
      return [];
    });
    for (const name of names.filter((one) => /^\d+\.jsonl$/.test(one)).sort()) {
      if (wanted.size === 0) break;
      const body = await client.artifacts.load(folder, name).catch(letGo);
      const damaged = body ? await readLines(body, wanted, forms) : 0;
      if (damaged > 0) {
        warn(
          `${damaged} lines of ${FOLDER}/${name} of run ${runId} are not what was registered; models are read.`,
        );
      }
    }
  }
  return forms;
}

function listBundles(versions: readonly RegisteredVersion[]): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const version of versions) {
    const [, place, modelId] = /^(.+)\/models\/(m-[^/]+)\/artifacts\/?$/.exec(version.source) ?? [];
    if (!version.facts.servingSha256 || place === undefined || modelId === undefined) continue;
    const { runId } = version;
    const folder = `${place}/${runId}/artifacts/${FOLDER}`;
    const bundle = bundles.get(folder) ?? { runId, folder, wanted: new Map() };
    bundles.set(folder, bundle);
    bundle.wanted.set(modelId, version);
  }
  return [...bundles.values()].filter(({ wanted }) => wanted.size >= FEWEST_OF_RUN);
}

/** Takes what is wanted out of a file; what it had is wanted no more. @returns how many lines are of no use */
async function readLines(
  body: Buffer,
  wanted: Map<string, RegisteredVersion>,
  forms: Map<RegisteredVersion, string>,
): Promise<number> {
  let damaged = 0;
  for (const [index, line] of body.toString("utf8").split("\n").entries()) {
    if (index % LINES_AT_ONCE === LINES_AT_ONCE - 1) await setImmediate();
    if (line === "") continue;
    const { data } = Line.safeParse(line);
    const version = data && wanted.get(data.modelId);
    if (version && getSha256(data.serving) === version.facts.servingSha256) {
      forms.set(version, data.serving);
      wanted.delete(data.modelId);
    } else if (version || !data) damaged += 1;
  }
  return damaged;
}
