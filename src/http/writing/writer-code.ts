import type { Writing } from "./writing.js";

/**
 * Writes a value of the schema.
 *
 * @returns false for all that is not plainly good: errors, promises, nulls where none may be. What GraphQL says of it is not known here.
 * @throws what a resolver or a scalar throws
 */
export type WriteValue = (value: unknown, writing: Writing) => boolean;

const encoder = new TextEncoder();

/** JavaScript of a {@link WriteValue} as it grows. It knows `value`, `writing`, `json`, `context`, and what is bound. */
export class WriterCode {
  private readonly lines: string[] = [];
  private readonly bound: unknown[] = [];
  private names = 0;
  /** JSON that is the same in every answer, and not in a line yet. */
  private text = "";

  /** Code for a value that is not of the code's own making. */
  bind(value: unknown): string {
    return `bound${this.bound.push(value) - 1}`;
  }

  /** Code for what an expression comes to, which is worked out here. */
  declare(expression: string): string {
    const name = `value${this.names++}`;
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }

  /** Writes JSON that is the same in every answer. */
  addText(json: string): void {
    this.text += json;
  }

  /** Does something, after what was written before. */
  addLine(line: string): void {
    this.endText();
    this.lines.push(line);
  }

  /** Does something with each item of an array. */
  addLoop(array: string, addItem: (item: string) => boolean): boolean {
    const index = `index${this.names++}`;
    this.addLine(`for (let ${index} = 0; ${index} < ${array}.length; ${index}++) {`);
    this.addLine(`if (${index} > 0) json.addRaw(${this.bind(encoder.encode(","))});`);
    const isDone = addItem(this.declare(`${array}[${index}]`));
    this.addLine("}");
    return isDone;
  }

  compile(): WriteValue {
    this.endText();
    const names = this.bound.map((_, i) => `bound${i}`).join(", ");
    const body = [
      `const [${names}] = bound;`,
      "return (value, writing) => {",
      "const { json, context } = writing;",
      ...this.lines,
      "return true;",
      "};",
    ];
    // Names of our own schema alone are in it; all else, keys of the question among them, is bound.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const make = new Function("bound", body.join("\n")) as (bound: readonly unknown[]) => WriteValue;
    return make(this.bound);
  }

  private endText(): void {
    if (this.text === "") return;
    this.lines.push(`json.addRaw(${this.bind(encoder.encode(this.text))});`);
    this.text = "";
  }
}
