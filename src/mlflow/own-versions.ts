import type { ModelVersion } from "./model-versions.js";
import type { OwnVersion } from "./types.js";
import { toOwnVersion } from "./version-tags.js";

/** Reads a version of ours out of its tags; null for one that others made. */
export type ReadOwnVersion = (version: ModelVersion) => OwnVersion | null;

/** Versions remembered of each model: the champion, the newest, and one that was either. */
const MAX_VERSIONS = 3;

interface Known {
  wire: ModelVersion;
  own: OwnVersion | null;
}

/**
 * A reader that remembers what it read last of each model: of a fleet that is asked for every few seconds hardly a version has changed. What is equal
 * stays the object it was.
 */
export function makeOwnVersionReader(): ReadOwnVersion {
  const models = new Map<string, Map<number, Known>>();
  return (wire) => {
    let versions = models.get(wire.name);
    if (!versions) models.set(wire.name, (versions = new Map<number, Known>()));
    const known = versions.get(wire.version);
    if (known && isSame(known.wire, wire)) return known.own;
    const own = toOwnVersion(wire);
    versions.delete(wire.version);
    versions.set(wire.version, { wire, own });
    if (versions.size > MAX_VERSIONS) versions.delete(versions.keys().next().value ?? 0);
    return own;
  };
}

function isSame(one: ModelVersion, other: ModelVersion): boolean {
  return (
    one === other ||
    (one.source === other.source &&
      one.runId === other.runId &&
      one.description === other.description &&
      one.createdAt.getTime() === other.createdAt.getTime() &&
      hasSameTags(one.tags, other.tags))
  );
}

function hasSameTags(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  for (const key in one) if (one[key] !== other[key]) return false;
  return Object.keys(one).length === Object.keys(other).length;
}
