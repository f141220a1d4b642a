import type fc from "fast-check";
import { damage, drawn, ODD_VALUES, type Draw } from "./fuzz-draw.js";
import { HOSTILE_STRINGS } from "./hostile-strings.js";

type Json = { [key: string]: unknown };

/** A request below the root, as it goes over the wire. */
export interface FuzzedRest {
  /** The document's operation that it is made from. */
  operation: { method: string; path: string };
  method: string;
  /** With its query, escaped or wrongly so. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

interface Operation {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Json | null;
}

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: Json;
}

/** Chances in a hundred. */
const CHANCE = { flawed: 40, optional: 35, otherMethod: 4, hostile: 25 };

const OTHER_METHODS = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST", "GET"];
const ACCEPTS = [
  ...["*/*", "application/json", "text/csv", "text/csv;q=0.5, application/json;q=0.4", "application/*"],
  ...["", "application/xml", "text/html", "*/*;q=0", "application/json;q=NaN", ";;,,", "text", "__proto__"],
  ...["application/json;q=1e309", `${"a/b, ".repeat(300)}*/*;q=0.1`, 'text/csv; header="present'],
];
const CONTENT_TYPES = [
  ...["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=utf-16"],
  ...["application/json; charset=", 'application/json; charset="', "text/plain", "text/json"],
  ...["application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "application/jsonp", ""],
  ...["application/problem+json", "application/json, text/plain", "__proto__"],
];
const CODINGS = ["gzip", "deflate", "br", "identity", "gzip, gzip", "tomorrow", ""];
const JSON_TOKENS = [
  ..."{}[]:,\"'\\".split(""),
  ...["null", "NaN", "Infinity", "-Infinity", "undefined", "0x10", "1e999", "-", "01", "1_000", "'1'"],
  ...["\ufeff", "\u0000", '"\\ud800"', '"__proto__":{"a":1},', "/* a */", "\u2028", "9".repeat(400)],
];
const QUERY_TOKENS = [
  ...["NaN", "Infinity", "-0", "0x10", "1e309", "01", "+1", " 1", "1,2", "true", "[]", "{}", "null", ""],
];
const RAW_PATHS = ["%E0%A4%A", "%", "%00", "..", ".", "%2e%2e%2f", "..%2f..%2fhealth", "%ff", "1;a=b", "1%"];
const ODD_QUERIES = [
  ...["__proto__=1", "constructor=1", "a[b]=1", "first[]=1", "first[__proto__]=1", "&&&", "=", "=1", "%=%"],
  ...["first", "first=%E0%A4%A", "first=1&first=2", "level=0.5&level=NaN", "?", `a=${"b".repeat(3_000)}`],
  ...["after=%00", "toString=1", "regionId=HE&regionId=%ff", "regionId=HE&".repeat(200)],
];
const NEW_FIELDS = ["__proto__", "constructor", "prototype", "toString", "nothing", "", "storeId\u0000"];

/** Requests made from an OpenAPI document: right ones, ones with a flaw or two, and ones whose text was damaged. */
export function makeRestRequests(document: Json, known: readonly string[]): fc.Arbitrary<FuzzedRest> {
  const operations = listOperations(document);
  return drawn((draw) => new RestWriter(document, draw.pick(operations), known, draw).write());
}

function listOperations(document: Json): Operation[] {
  const paths = document["paths"] as Record<string, Record<string, Json>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]): Operation => {
      const content = (requestBody as { content: Record<string, { schema: Json }> } | undefined)?.content;
      return {
        ...{ method: method.toUpperCase(), path, parameters: parameters as Parameter[] },
        body: content?.["application/json"]?.schema ?? null,
      };
    }),
  );
}

/** Writes one request. */
class RestWriter {
  readonly #isFlawed: boolean;

  constructor(
    private readonly document: Json,
    private readonly operation: Operation,
    private readonly known: readonly string[],
    private readonly draw: Draw,
  ) {
    this.#isFlawed = draw.chance(CHANCE.flawed);
  }

  write(): FuzzedRest {
    const { draw } = this;
    const { method, path, body } = this.operation;
    const sent = this.#errs(CHANCE.otherMethod) ? draw.pick(OTHER_METHODS) : method;
    const hasBody = body !== null && sent !== "GET" && sent !== "HEAD" && !this.#errs(3);
    const type = this.#errs() ? draw.pick(CONTENT_TYPES) : "application/json";
    return {
      operation: { method, path },
      method: sent,
      path: `${this.#writePath()}${this.#writeQuery()}`,
      headers: {
        ...(hasBody ? { "content-type": type } : {}),
        ...(draw.chance(25) ? { accept: this.#pickAccept() } : {}),
        ...(hasBody && this.#errs(4) ? { "content-encoding": draw.pick(CODINGS) } : {}),
      },
      ...(hasBody ? { body: this.#writeBody(body) } : {}),
    };
  }

  /** Whether something is to be wrong here. */
  #errs(percent = 12): boolean {
    return this.#isFlawed && this.draw.chance(percent);
  }

  #pickAccept(): string {
    return this.#isFlawed ? this.draw.pick(ACCEPTS) : this.draw.pick(ACCEPTS.slice(0, 5));
  }

  #writePath(): string {
    return this.operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const parameter = this.operation.parameters.find((one) => one.in === "path" && one.name === name)!;
      if (this.#errs(8)) return this.draw.pick(RAW_PATHS);
      const text = toText(this.#makeParameter(parameter));
      return escape(text) || "%20";
    });
  }

  #writeQuery(): string {
    const { draw } = this;
    const pairs = this.operation.parameters
      .filter((one) => one.in === "query" && (one.required || draw.chance(CHANCE.optional)))
      .flatMap((parameter) =>
        [this.#makeParameter(parameter)].flat().map((value) => `${parameter.name}=${escape(toText(value))}`),
      );
    if (this.#errs()) pairs.push(draw.pick(ODD_QUERIES));
    if (this.#errs(5)) pairs.push(`${escape(draw.pick(HOSTILE_STRINGS))}=1`);
    return pairs.length > 0 ? `?${pairs.join("&")}` : "";
  }

  #makeParameter({ name, schema }: Parameter): unknown {
    if (!this.#errs(CHANCE.hostile)) return this.#makeValue(schema, name, 0);
    return this.draw.chance(40) ? this.draw.pick(QUERY_TOKENS) : this.draw.pick(HOSTILE_STRINGS);
  }

  #writeBody(schema: Json): string {
    const { draw } = this;
    let value = this.#makeValue(schema, "", 0);
    if (this.#errs(30)) value = this.#deform(value);
    if (this.#errs(3)) return this.#writeHuge(value);
    const text = JSON.stringify(value) ?? "";
    return this.#errs(25) ? damage(text, JSON_TOKENS, draw) : text;
  }

  /** The same with something in it that does not belong there, or gone. */
  #deform(value: unknown): unknown {
    const { draw } = this;
    if (Array.isArray(value) && value.length > 0 && draw.chance(80)) {
      const at = draw.below(value.length);
      return value.map((item: unknown, index) => (index === at ? this.#deform(item) : item));
    }
    if (typeof value === "object" && value !== null && !Array.isArray(value) && draw.chance(85)) {
      const entries = Object.entries(value);
      const isNew = entries.length === 0 || draw.chance(40);
      const field = isNew ? draw.pick(NEW_FIELDS) : draw.pick(entries)[0];
      const rest = entries.filter(([name]) => name !== field);
      if (draw.chance(25)) return Object.fromEntries(rest);
      // text of JSON makes a field of __proto__, which a literal would not
      const odd = JSON.stringify(draw.chance(60) ? draw.pick(ODD_VALUES) : this.#makeHostile());
      return JSON.parse(
        `{${[...rest.map(([name, one]) => [name, JSON.stringify(one)]), [field, odd]]
          .map(([name, one]) => `${JSON.stringify(name)}:${one}`)
          .join(",")}}`,
      ) as unknown;
    }
    return draw.chance(70) ? draw.pick(ODD_VALUES) : this.#makeHostile();
  }

  #makeHostile(): string {
    return this.draw.pick(HOSTILE_STRINGS);
  }

  /** Deep, long, or many of what it is. */
  #writeHuge(value: unknown): string {
    const { draw } = this;
    const text = JSON.stringify(Array.isArray(value) ? (value[0] as unknown) : value) ?? "1";
    const levels = 1 + draw.below(20_000);
    return draw.pick([
      "[".repeat(levels) + text + "]".repeat(levels),
      "[".repeat(levels),
      `${'{"storeId":'.repeat(levels)}${text}${"}".repeat(levels)}`,
      `[${Array.from({ length: 2_001 }, () => text).join(",")}]`,
      JSON.stringify({ storeIds: Array.from({ length: 3_000 }, (_, index) => index) }),
      JSON.stringify({ reason: "x".repeat(800_000 + draw.below(400_000)) }),
    ]);
  }

  #makeValue(schema: Json, name: string, level: number): unknown {
    const { draw } = this;
    const { $ref, type, properties, items, anyOf, enum: words } = schema;
    if (typeof $ref === "string") return this.#makeValue(lookUp(this.document, $ref), name, level);
    if (Array.isArray(anyOf)) return this.#makeValue(draw.pick(anyOf as Json[]), name, level);
    if (Array.isArray(words)) return draw.pick(words as unknown[]);
    if (type === "null") return null;
    if (type === "array") {
      const length = draw.below(5);
      return Array.from({ length }, () => this.#makeValue((items ?? {}) as Json, name, level + 1));
    }
    if (type === "object") {
      const required = (schema["required"] ?? []) as string[];
      const fields = Object.entries((properties ?? {}) as Record<string, Json>).filter(
        ([field]) => required.includes(field) || draw.chance(50),
      );
      return Object.fromEntries(fields.map(([field, of]) => [field, this.#makeValue(of, field, level + 1)]));
    }
    if (type === "boolean") return draw.chance(50);
    if (type === "number" || type === "integer") return this.#makeNumber(schema, name);
    return this.#makeText(schema, name);
  }

  #makeNumber({ type }: Json, name: string): number {
    const { draw } = this;
    if (this.#errs()) return draw.pick([0, -1, 2_001, 2 ** 31, 2 ** 53, 1.5, 1e300, 5e-324, -0]);
    if (type === "number") return draw.pick([0.5, 0.8, 0.95]);
    return name === "decimals" ? draw.below(7) : 1 + draw.below(20);
  }

  #makeText({ format }: Json, name: string): string {
    const { draw } = this;
    if (this.#errs()) return this.#makeHostile();
    const day = `2015-0${7 + draw.below(2)}-${10 + draw.below(20)}`;
    if (format === "date-time") return `${day}T08:00:00${draw.pick(["Z", "+02:00", "-11:30"])}`;
    if (format === "date") return day;
    if (name === "beginDate" || name === "endDate") return draw.pick([day, `${day}T23:59:60.5+14:00`]);
    if (name === "reason") return draw.pick(["Fair", "", "=1+1", "a\nb", "ü"]);
    if (name === "action") return draw.pick(["PIN", "RETRAIN", "NOTHING"]);
    return draw.pick(this.known);
  }
}

function lookUp(document: Json, reference: string): Json {
  return reference
    .slice(2)
    .split("/")
    .reduce<Json>((value, part) => value[part] as Json, document);
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** No longer than a head may be, whatever it is a part of. */
function escape(text: string): string {
  return encodeURIComponent(Buffer.from(text.slice(0, 1_500)).toString())
    .slice(0, 4_000)
    .replace(/%.?$/, "");
}
