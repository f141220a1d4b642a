import { createHash } from "node:crypto";
import { compress, type ContentCoding } from "./content-coding.js";
import type { OperationLabel } from "./operation-label.js";

/** A body ready to be sent, in every coding that was asked for so far. */
export class Answer {
  readonly #encoded = new Map<ContentCoding, Promise<Buffer>>();
  #bytes: number;
  #digest: string | undefined;
  /** Is told when a further coding is kept. */
  onGrowth: (() => void) | undefined;
  /** What it answers, for figures; none where that is no GraphQL. */
  operations: readonly OperationLabel[] = [];

  constructor(
    readonly contentType: string,
    readonly body: Buffer,
  ) {
    this.#bytes = body.length;
  }

  /** Bytes kept, of all codings together. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the body in a coding that was made beforehand. */
  keep(coding: Exclude<ContentCoding, "identity">, encoded: Buffer): void {
    this.#encoded.set(coding, Promise.resolve(encoded));
    this.#bytes += encoded.length;
  }

  /** The body in this coding, made once. */
  encode(coding: ContentCoding): Promise<Buffer> | Buffer {
    if (coding === "identity") return this.body;
    let encoded = this.#encoded.get(coding);
    if (!encoded) {
      encoded = this.#compress(coding);
      this.#encoded.set(coding, encoded);
    }
    return encoded;
  }

  /** Strong entity tag of the body in this coding: the same for equal bodies, in every process. */
  getEtag(coding: ContentCoding): string {
    this.#digest ??= createHash("sha256").update(this.contentType).update(this.body).digest("base64url");
    return coding === "identity" ? `"${this.#digest}"` : `"${this.#digest}-${coding}"`;
  }

  async #compress(coding: Exclude<ContentCoding, "identity">): Promise<Buffer> {
    const encoded = await compress(this.body, coding);
    this.#bytes += encoded.length;
    this.onGrowth?.();
    return encoded;
  }
}
