import type { Figures, FigureTable } from "../../schema/figure-table.js";
import { LONGEST_NUMBER, writeNumber, writeRounded } from "./number-text.js";

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPENING = 91;
const CLOSING = 93;

const INITIAL_BYTES = 64 * 1_024;
const encoder = new TextEncoder();
const NULL = encoder.encode("null");

/** JSON as it grows, in the bytes that JSON.stringify's text has. */
export class JsonBytes {
  private bytes = Buffer.allocUnsafe(INITIAL_BYTES);
  private at = 0;

  /** Starts anew, in the room that there is. */
  clear(): void {
    this.at = 0;
  }

  /** Writes what is JSON already. */
  addRaw(json: Uint8Array): void {
    const { length } = json;
    const bytes = this.makeRoom(length);
    const { at } = this;
    for (let i = 0; i < length; i++) bytes[at + i] = json[i]!;
    this.at = at + length;
  }

  /** @param value finite */
  addNumber(value: number): void {
    this.at = writeNumber(value, this.makeRoom(LONGEST_NUMBER), this.at);
  }

  /** Writes text in quotes. */
  addText(text: string): void {
    const { length } = text;
    const bytes = this.makeRoom(length + 2);
    let { at } = this;
    bytes[at++] = QUOTE;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
        this.addEscaped(text);
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.at = at;
  }

  /**
   * Writes a value as JSON.stringify does.
   *
   * @returns whether it is one of those that are written here: texts, finite numbers, booleans, nulls and arrays of them
   */
  addValue(value: unknown): boolean {
    if (typeof value === "number" && Number.isFinite(value)) this.addNumber(value);
    else if (typeof value === "string") this.addText(value);
    else if (value === null) this.addRaw(NULL);
    else if (typeof value === "boolean") this.addRaw(encoder.encode(String(value)));
    else return Array.isArray(value) && this.addArray(value);
    return true;
  }

  /** A copy of all that was written since {@link clear}. */
  toBuffer(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.at));
  }

  /** @returns whether all figures are finite */
  addTable({ stores, from, to, decimals }: FigureTable): boolean {
    this.addByte(OPENING);
    for (let i = 0; i < stores.length; i++) {
      if (i > 0) this.addByte(COMMA);
      if (!this.addFigures(stores[i]!, from, to, decimals)) return false;
    }
    this.addByte(CLOSING);
    return true;
  }

  private addFigures(figures: Figures, from: number, to: number, decimals: number | null): boolean {
    const bytes = this.makeRoom((to - from) * (LONGEST_NUMBER + 1) + 2);
    let { at } = this;
    bytes[at++] = OPENING;
    for (let i = from; i < to; i++) {
      if (i > from) bytes[at++] = COMMA;
      const figure = figures[i]!;
      if (figure === null) {
        bytes.set(NULL, at);
        at += NULL.length;
      } else {
        if (!Number.isFinite(figure)) return false;
        at = decimals === null ? writeNumber(figure, bytes, at) : writeRounded(figure, decimals, bytes, at);
      }
    }
    bytes[at++] = CLOSING;
    this.at = at;
    return true;
  }

  private addArray(values: readonly unknown[]): boolean {
    this.addByte(OPENING);
    for (let i = 0; i < values.length; i++) {
      if (i > 0) this.addByte(COMMA);
      if (!this.addValue(values[i])) return false;
    }
    this.addByte(CLOSING);
    return true;
  }

  private addByte(byte: number): void {
    this.makeRoom(1)[this.at++] = byte;
  }

  private addEscaped(text: string): void {
    this.addRaw(encoder.encode(JSON.stringify(text)));
  }

  private makeRoom(count: number): Buffer {
    const needed = this.at + count;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, this.at);
      this.bytes = larger;
    }
    return this.bytes;
  }
}
