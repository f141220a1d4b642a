import { z } from "zod";
import { ServiceUnavailableError } from "../errors.js";
import type { MlflowHttp } from "./http.js";
import { Done, listOf } from "./wire.js";

/** Files behind the server's artifact proxy. */
export interface Artifacts {
  /** Writes a file, whole or not at all; an existing one is replaced. `folder` is a `mlflow-artifacts:` URI. */
  put(folder: string, path: string, body: Buffer): Promise<void>;
  /** Throws RESOURCE_DOES_NOT_EXIST if there is none. */
  load(folder: string, path: string): Promise<Buffer>;
  /**
   * Deletes all that a model or a run has in its folder, and what is left of the folder. What is not there is none the less gone.
   *
   * @param folder `mlflow-artifacts:` URI that ends in `<owner>/artifacts`; any other is refused
   * @param owner id of the model or run
   */
  deleteOf(owner: string, folder: string): Promise<void>;
  /** Names of the files and folders right in a folder; none for one that is not there. */
  list(folder: string): Promise<string[]>;
}

const PATH = "/api/2.0/mlflow-artifacts/artifacts";

export function makeArtifacts(http: MlflowHttp): Artifacts {
  return {
    put: (folder, path, body) => http.putBytes(toProxyPath(folder, path), body),
    load: (folder, path) => http.getBytes(toProxyPath(folder, path)),
    deleteOf: async (owner, folder) => {
      if (owner === "" || !folder.endsWith(`/${owner}/artifacts`)) {
        throw new ServiceUnavailableError(
          "mlflow",
          `MLflow keeps the artifacts of ${owner} at ${folder}, which is not a folder of its own: nothing was deleted.`,
          { isRetryable: false },
        );
      }
      const path = toProxyPath(folder.slice(0, -"/artifacts".length));
      await http.sendJson({ method: "DELETE", path, body: {}, answer: Done });
    },
    list: async (folder) => {
      const query = { path: toPath(folder) };
      const answer = z.object({ files: listOf(z.object({ path: z.string() })) });
      return (await http.sendJson({ method: "GET", path: PATH, query, answer })).files.map(
        ({ path }) => path,
      );
    },
  };
}

function toProxyPath(folder: string, path?: string): string {
  const parts = [...toPath(folder).split("/"), ...(path?.split("/") ?? [])];
  // an address is read with its way up followed: it would name another route of the server
  if (parts.some((part) => part === "." || part === "..")) {
    throw new ServiceUnavailableError(
      "mlflow",
      `MLflow names ${folder} as a place of artifacts, which leads out of them: it was not followed.`,
      { isRetryable: false },
    );
  }
  return `${PATH}/${parts.map(encodeURIComponent).join("/")}`;
}

/** Such a URI may name a host: only its path counts. */
function toPath(folder: string): string {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*?)\/*$/.exec(folder);
  if (!match) {
    throw new ServiceUnavailableError(
      "mlflow",
      `MLflow keeps artifacts at ${folder}, out of its own reach; start it with --serve-artifacts and make the experiment anew.`,
      { isRetryable: false },
    );
  }
  return match[1]!;
}
