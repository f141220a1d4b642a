import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import Negotiator from "negotiator";

/** How the bytes of an answer are written. */
export type ContentCoding = "identity" | "gzip" | "br";

/** In the order of preference where the caller has none. */
const CODINGS: ContentCoding[] = ["br", "gzip", "identity"];
/** Smaller bodies gain less than they cost. */
const MIN_BYTES = 1_000;
// Forecasts are mostly digits: higher levels take up to eight times as long for 3 % fewer bytes.
const GZIP_LEVEL = 1;
const BROTLI_QUALITY = 1;

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** As the library has it; its types are older. */
interface EncodingNegotiator {
  encodings(available: string[], options: { preferred: string[] }): string[];
}

/** The coding for so many bytes that a caller with this `accept-encoding` likes best. */
export function chooseCoding(accepted: string | undefined, bytes: number): ContentCoding {
  if (accepted === undefined || bytes < MIN_BYTES) return "identity";
  const headers = { "accept-encoding": accepted };
  const negotiator = new Negotiator({ headers }) as unknown as EncodingNegotiator;
  const [best] = negotiator.encodings(CODINGS, { preferred: CODINGS }) as ContentCoding[];
  // A caller who takes nothing at all gets what HTTP says everybody can read.
  return best ?? "identity";
}

/** Compresses off the thread that answers. */
export async function compress(body: Buffer, coding: Exclude<ContentCoding, "identity">): Promise<Buffer> {
  if (coding === "gzip") return compressGzip(body, { level: GZIP_LEVEL });
  return compressBrotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}
