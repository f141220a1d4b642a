/** Most brackets within each other: the parser and others who read a document are recursive, and have so much stack. */
const MAX_NESTING = 1_000;

/** What is none of a document's brackets, and the brackets: texts, comments, one sign at a time. */
const PARTS = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[[{(]|[\]})]/g;

/** Why such a document is refused; goes on from "The request cannot be read: ". */
export const NESTS_TOO_DEEP = `its document nests brackets more than ${MAX_NESTING.toLocaleString("en-US")} deep`;

/**
 * Whether a document nests deeper than those who read it have stack for.
 *
 * @param source text of the document, right or wrong
 */
export function nestsTooDeep(source: string): boolean {
  // nothing so short can nest so deep, and most documents are short
  if (source.length <= MAX_NESTING) return false;
  let depth = 0;
  for (const [part] of source.matchAll(PARTS)) {
    if (part === "[" || part === "{" || part === "(") depth += 1;
    else if (part === "]" || part === "}" || part === ")") depth -= 1;
    if (depth > MAX_NESTING) return true;
  }
  return false;
}
