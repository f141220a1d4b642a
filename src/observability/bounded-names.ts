/** Names that come from outside, few enough to be labels: those that come first, and one name for all others. */
export class BoundedNames {
  readonly #known = new Set<string>();

  constructor(
    private readonly most: number,
    private readonly longest = 64,
  ) {}

  /** The name as it may be shown. */
  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (name.length > this.longest || this.#known.size >= this.most) return "other";
    this.#known.add(name);
    return name;
  }
}
