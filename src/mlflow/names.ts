/** What the names of all stores' models begin with. */
export const MODEL_NAME_PREFIX = "storecast-store-";

const DIGITS = 4;
/** Marks a code of digits that would read like a padded one. */
const VERBATIM = "~";
/** What MLflow's names and filters take as it is. */
const PLAIN = /^[\p{L}\p{N}._ -]$/u;

/**
 * Name of a store's registered model: `storecast-store-0007` for store 7, so that models sort as stores do. Other
 * codes stand as they are, with what MLflow refuses in names and filters percent-encoded. No two codes share a name.
 */
export function getModelName(storeCode: string): string {
  if (/^(0|[1-9]\d*)$/.test(storeCode)) return MODEL_NAME_PREFIX + storeCode.padStart(DIGITS, "0");
  if (/^\d{4}$/.test(storeCode)) return MODEL_NAME_PREFIX + VERBATIM + storeCode;
  const encoded = Array.from(storeCode, (character) =>
    PLAIN.test(character) ? character : encode(character),
  );
  return MODEL_NAME_PREFIX + encoded.join("");
}

/** Store code of a model name; null for a name that is no store's. The inverse of {@link getModelName}. */
export function getStoreCode(modelName: string): string | null {
  if (!modelName.startsWith(MODEL_NAME_PREFIX)) return null;
  const code = decode(modelName.slice(MODEL_NAME_PREFIX.length));
  return code !== null && getModelName(code) === modelName ? code : null;
}

/** Percent-encodes the bytes of a character, the ones that `encodeURIComponent` spares too. */
function encode(character: string): string {
  const hex = Array.from(Buffer.from(character), (byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
  return hex.map((byte) => `%${byte}`).join("");
}

function decode(text: string): string | null {
  if (text.startsWith(VERBATIM)) return text.slice(VERBATIM.length);
  if (/^\d{4}$/.test(text)) return String(Number(text));
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a stray percent sign, which we never write
  }
}
