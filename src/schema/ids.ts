import { InvalidInputError } from "../errors.js";

/** Types whose objects have an id. */
export type NodeType = "Store" | "Region" | "ModelVersion" | "RetrainJob" | "RetrainBatch";

const NODE_TYPES: readonly NodeType[] = ["Store", "Region", "ModelVersion", "RetrainJob", "RetrainBatch"];
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** A decoded id: `Store` and `262`, `ModelVersion` and `262:7`. */
export interface NodeKey {
  type: NodeType;
  key: string;
}

/** Ids of stores: every answer of a fleet has them all, and working one out takes longer than forecasting its store. */
const storeIds = new Map<string, string>();
const MOST_KEPT = 50_000;

/** The opaque id of an object: base64url of `Store:262`. */
export function encodeId(type: NodeType, key: string): string {
  if (type !== "Store") return encode(type, key);
  let id = storeIds.get(key);
  if (id === undefined) {
    if (storeIds.size === MOST_KEPT) storeIds.clear();
    storeIds.set(key, (id = encode(type, key)));
  }
  return id;
}

function encode(type: NodeType, key: string): string {
  return Buffer.from(`${type}:${key}`, "utf8").toString("base64url");
}

/** The opaque id of a model version: base64url of `ModelVersion:262:7`. */
export function encodeVersionId(storeCode: string, version: number): string {
  return encodeId("ModelVersion", `${storeCode}:${version}`);
}

/** What an opaque id names; null if this API never made such an id. */
export function decodeId(id: string): NodeKey | null {
  if (!BASE64URL.test(id)) return null;
  const text = Buffer.from(id, "base64url").toString("utf8");
  const type = NODE_TYPES.find((candidate) => text.startsWith(`${candidate}:`));
  if (type === undefined || text.length === type.length + 1) return null;
  const key = text.slice(type.length + 1);
  return encode(type, key) === id ? { type, key } : null;
}

/**
 * The bare code behind an argument that names an object of one type, by opaque id or by the code itself.
 *
 * @throws InvalidInputError if it is the id of another type
 */
export function decodeIdOrCode(type: NodeType, id: string, field: string): string {
  const decoded = decodeId(id);
  if (decoded === null) return id;
  if (decoded.type === type) return decoded.key;
  throw new InvalidInputError(
    `${field} is ${id}, the id of a ${decoded.type}; it must name a ${type}.`,
    field,
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether the text has the form of the bare ids of jobs and batches. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Store code and version number of a key such as `262:7`; null if it has not that form. */
export function parseVersionKey(key: string): { storeCode: string; version: number } | null {
  const match = /^(.+):([1-9]\d{0,8})$/.exec(key);
  return match ? { storeCode: match[1] ?? "", version: Number(match[2]) } : null;
}
