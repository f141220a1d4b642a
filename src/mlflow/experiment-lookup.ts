import { ServiceUnavailableError } from "../errors.js";
import type { MlflowClient } from "./client.js";
import type { Experiment } from "./experiments.js";
import { hasErrorCode } from "./mlflow-error.js";

/** Where runs and models are. */
export interface ExperimentPlace {
  experimentId: string;
  /** Folder of all its artifacts, `mlflow-artifacts:/...`, without a slash at its end. */
  artifactLocation: string;
}

/** The experiment that all runs are in. */
export interface ExperimentLookup {
  /** Where it is; it is made if missing, by one of any number of processes. Known after the first call. */
  ensure(): Promise<ExperimentPlace>;
  /** Forgets the place, for when the server does. */
  forget(): void;
}

const TAGS = {
  "mlflow.experimentKind": "custom_model_development",
  "mlflow.note.content":
    "One run a training batch, one logged model a store and training, one registered model a store. The version with alias `champion` is served.",
};

export function makeExperimentLookup(client: MlflowClient, name: string): ExperimentLookup {
  let place: Promise<ExperimentPlace> | null = null;

  async function find(): Promise<Experiment | null> {
    try {
      return await client.experiments.loadByName(name);
    } catch (error) {
      if (hasErrorCode(error, "RESOURCE_DOES_NOT_EXIST")) return null;
      throw error;
    }
  }

  async function findOrCreate(): Promise<ExperimentPlace> {
    const found = await find();
    if (found) return check(found);
    try {
      await client.experiments.create(name, TAGS);
    } catch (error) {
      // another process was quicker; some versions say BAD_REQUEST
      const quicker = hasErrorCode(error, "RESOURCE_ALREADY_EXISTS", "BAD_REQUEST") ? await find() : null;
      if (!quicker) throw error;
      return check(quicker);
    }
    // the server alone knows where it puts artifacts
    return check(await client.experiments.loadByName(name));
  }

  return {
    ensure: () => {
      place ??= findOrCreate().catch((error: unknown) => {
        place = null;
        throw error;
      });
      return place;
    },
    forget: () => {
      place = null;
    },
  };
}

function check({ experimentId, name, artifactLocation, isDeleted }: Experiment): ExperimentPlace {
  const refuse = (message: string) => new ServiceUnavailableError("mlflow", message, { isRetryable: false });
  if (isDeleted) {
    const command = `mlflow experiments restore --experiment-id ${experimentId}`;
    throw refuse(
      `The MLflow experiment "${name}" was deleted, which blocks its name; restore it (${command}).`,
    );
  }
  if (!artifactLocation.startsWith("mlflow-artifacts:")) {
    throw refuse(
      `The MLflow experiment "${name}" keeps artifacts at ${artifactLocation}, out of the server's own reach; start the server with --serve-artifacts, and rename the experiment so that it is made anew.`,
    );
  }
  return { experimentId, artifactLocation: artifactLocation.replace(/\/+$/, "") };
}
