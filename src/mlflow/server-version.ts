import { ConfigurationError } from "../errors.js";

/** The first with LoggedModels; the contract is tested on it. */
const OLDEST: Version = [3, 0];
/** The first that finds registered models by a list of names. */
const WITH_NAME_LISTS: Version = [3, 16];
/** The first with webhooks. */
const WITH_WEBHOOKS: Version = [3, 3];
/** The one that `mlflow/requirements.txt` pins. */
const NEWEST_TESTED: Version = [3, 17];

type Version = readonly [major: number, minor: number];

/**
 * What a tracking server of this version cannot do, a sentence each; none for one that does all.
 *
 * @param version as the server gives it, such as `3.17.2`
 * @throws ConfigurationError for a server that cannot keep models at all
 */
export function listMissingFeatures(version: string): string[] {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const found: Version = [major, minor];
  const isBefore = (other: Version) => compare(found, other) < 0;
  if (isBefore(OLDEST)) {
    throw new ConfigurationError(
      `MLflow ${version} is too old: it has no LoggedModels, which came with ${OLDEST.join(".")}; upgrade the server.`,
    );
  }
  return [
    ...(isBefore(WITH_NAME_LISTS)
      ? [
          `MLflow ${version} finds no models by a list of names, so all stores are read where a few are asked for; ${WITH_NAME_LISTS.join(".")} does.`,
        ]
      : []),
    ...(isBefore(WITH_WEBHOOKS)
      ? [
          `MLflow ${version} has no webhooks, so changes are seen when the registry is next read; ${WITH_WEBHOOKS.join(".")} has.`,
        ]
      : []),
    ...(compare(found, NEWEST_TESTED) > 0
      ? [
          `MLflow ${version} is newer than ${NEWEST_TESTED.join(".")}, the newest that this release is tested with.`,
        ]
      : []),
  ];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1];
}
