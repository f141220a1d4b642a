/** Markdown as plain sentences: what it says without its signs, links by their words, and code blocks left out. */
export function toPlainText(markdown: string): string {
  return markdown
    .replaceAll(/```[\s\S]*?(```|$)/g, "")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/^#{1,6}\s+/gm, "")
    .replaceAll(/(\*\*|__|`)/g, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}
