import { ServiceUnavailableError } from "../errors.js";
import type { MlflowHttp } from "./http.js";

/** Files behind the server's artifact proxy. */
export interface Artifacts {
  /** Writes a file, whole or not at all; an existing one is replaced. `folder` is a `mlflow-artifacts:` URI. */
  put(folder: string, path: string, body: Buffer): Promise<void>;
  /** Throws RESOURCE_DOES_NOT_EXIST if there is none. */
  load(folder: string, path: string): Promise<Buffer>;
}

const PATH = "/api/2.0/mlflow-artifacts/artifacts";

export function makeArtifacts(http: MlflowHttp): Artifacts {
  return {
    put: (folder, path, body) => http.putBytes(toProxyPath(folder, path), body),
    load: (folder, path) => http.getBytes(toProxyPath(folder, path)),
  };
}

/** Such a URI may name a host: only its path counts. */
function toProxyPath(folder: string, path: string): string {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*?)\/*$/.exec(folder);
  if (!match) {
    throw new ServiceUnavailableError(
      "mlflow",
      `MLflow keeps artifacts at ${folder}, out of its own reach; start it with --serve-artifacts and make the experiment anew.`,
      { isRetryable: false },
    );
  }
  return `${PATH}/${[...match[1]!.split("/"), ...path.split("/")].map(encodeURIComponent).join("/")}`;
}
