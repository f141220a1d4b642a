/** Makes a function that answers equal texts with the same one, so that what repeats a thousand times is in memory once. */
export function makeTextSharer(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const shared = known.get(text);
    if (shared !== undefined) return shared;
    known.set(text, text);
    return text;
  };
}
