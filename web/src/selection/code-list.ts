/** Numbers that follow each other, such as `1~1115`; a code that holds the sign has a backslash before it. */
const RANGE = /^(\d+)~(\d+)$/;

/** Shorter ones are no shorter to read. */
const SHORTEST_RANGE = 3;
/** More than any fleet has, so that a mistyped address does not stop the page. */
const LONGEST_RANGE = 100_000;

/** Writes items as a text. */
export function encodeList(items: readonly string[]): string {
  return items.map((item) => item.replace(/[,~]/g, "\\$&")).join(",");
}

/** Reads what {@link encodeList} wrote: each item once, in the order of the text. */
export function decodeList(text: string): string[] {
  return [...new Set(splitList(text).map(unescape))];
}

/** Writes codes of stores: the numbers among them that follow each other as a range. */
export function encodeCodes(codes: readonly string[]): string {
  const items: string[] = [];
  for (let at = 0; at < codes.length;) {
    const length = countRun(codes, at);
    if (length >= SHORTEST_RANGE) items.push(`${codes[at]}~${codes[at + length - 1]}`);
    else items.push(...codes.slice(at, at + length).map((code) => encodeList([code])));
    at += length;
  }
  return items.join(",");
}

/** Reads what {@link encodeCodes} wrote. */
export function decodeCodes(text: string): string[] {
  return [...new Set(splitList(text).flatMap((item) => decodeRange(item) ?? [unescape(item)]))];
}

function splitList(text: string): string[] {
  const items = text.split(/(?<!\\),/).map((item) => item.trim());
  return items.filter((item) => item !== "");
}

function unescape(item: string): string {
  return item.replace(/\\([,~])/g, "$1");
}

function decodeRange(item: string): string[] | null {
  const match = RANGE.exec(item);
  if (!match) return null;
  const first = Number(match[1]);
  const length = Number(match[2]) - first + 1;
  if (!(length >= 1 && length <= LONGEST_RANGE)) return [];
  return Array.from({ length }, (_, place) => String(first + place));
}

function countRun(codes: readonly string[], from: number): number {
  const first = toNumber(codes[from]!);
  if (first === null) return 1;
  let length = 1;
  while (codes[from + length] === String(first + length)) length++;
  return length;
}

/** The number that a code is, if the number is written as the code. */
function toNumber(code: string): number | null {
  const value = Number(code);
  return Number.isSafeInteger(value) && value >= 0 && String(value) === code ? value : null;
}
