/** Names of columns as people read them: `CompetitionOpenSinceYear` and `store_type` have spaces between their words. */
export function spaceWords(name: string): string {
  const words = name
    .replaceAll(/[_-]+/g, " ")
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, " ")
    .trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1).toLowerCase();
}
