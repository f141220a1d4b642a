import type fc from "fast-check";
import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { damage, drawn, ODD_VALUES, type Draw } from "./fuzz-draw.js";
import { HOSTILE_STRINGS } from "./hostile-strings.js";

/** A request as clients send it, right or wrong. */
export interface FuzzedRequest {
  query: string;
  variables?: unknown;
  operationName?: unknown;
}

/** Chances in a hundred. */
const CHANCE = {
  flawed: 20,
  mutated: 20,
  optional: 35,
  variable: 45,
  wrongVariable: 8,
  hostile: 8,
  fragment: 10,
};
const MOST_FIELDS = 3;
const MOST_LEVELS = 4;

/** Words and signs that a mutated document gets. */
const TOKENS = [
  ..."{}()[]!:$@&|=",
  ..."...,null,true,on,fragment,query,mutation,subscription,input,type,extend".split(","),
  ...`"|"""|#|\\u{D800}|\\uD83D|0x1|-|1e999|99999999999999999999|__typename|__schema{types{name}}|@skip(if:$x)`.split(
    "|",
  ),
];

/** Requests by the grammar of a schema: valid ones, ones with a flaw or two, and ones whose text was damaged. */
export function makeRequests(schema: GraphQLSchema, known: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  return drawn((draw) => new RequestWriter(schema, known, draw).write());
}

/** Writes one request. */
class RequestWriter {
  readonly #definitions: string[] = [];
  readonly #fragments: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #isFlawed: boolean;
  #aliases = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly known: readonly string[],
    private readonly draw: Draw,
  ) {
    this.#isFlawed = draw.chance(CHANCE.flawed);
  }

  write(): FuzzedRequest {
    const { draw, schema } = this;
    const kind = draw.chance(85) ? "query" : "mutation";
    const root = kind === "query" ? schema.getQueryType()! : schema.getMutationType()!;
    const selection = this.#select(root, 0);
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(", ")})` : "";
    const operation = `${kind} Q${definitions} ${this.#maybeDirective()} ${selection}`;
    const query = [operation, ...this.#fragments].join("\n");
    return {
      query: draw.chance(CHANCE.mutated) ? damage(query, TOKENS, draw) : query,
      ...(draw.chance(3) ? { variables: draw.pick(ODD_VALUES) } : { variables: this.#variables }),
      ...(draw.chance(10) ? { operationName: draw.pick<unknown>(["Q", "R", "", null, 1, {}]) } : {}),
    };
  }

  /** Whether something is to be wrong here. */
  #errs(percent = 8): boolean {
    return this.#isFlawed && this.draw.chance(percent);
  }

  #maybeDirective(): string {
    return this.#errs() ? this.draw.pick(["@nothing", "@skip", '@deprecated(reason: "a")', "@defer"]) : "";
  }

  #select(type: GraphQLNamedType, level: number): string {
    if (!isObjectType(type) && !isInterfaceType(type)) return this.#errs(3) ? "{ __typename }" : "";
    const fields = Object.values(type.getFields());
    const fitting =
      level < MOST_LEVELS ? fields : fields.filter(({ type: of }) => isLeafType(getNamedType(of)));
    const count = 1 + this.draw.below(MOST_FIELDS);
    const chosen = Array.from({ length: count }, () =>
      fitting.length > 0 ? this.#writeField(this.draw.pick(fitting), level) : "__typename",
    );
    if (this.#errs())
      chosen.push(this.draw.pick(["nothing", "__schema { types { name } }", "...Nowhere", "a: b"]));
    if (isInterfaceType(type) || this.draw.chance(5)) chosen.push(this.#writeInlineFragment(type, level));
    const text = `{ ${chosen.join(" ")} }`;
    if (!this.draw.chance(CHANCE.fragment)) return text;
    const name = `F${this.#fragments.length}`;
    const on = this.#errs() ? this.draw.pick(["Query", "Store", "Int", "Nobody"]) : type.name;
    this.#fragments.push(`fragment ${name} on ${on} ${this.#errs() ? `{ ...${name} }` : text}`);
    return `{ ...${name} ${this.draw.chance(30) ? `...${name}` : ""} }`;
  }

  #writeInlineFragment(type: GraphQLNamedType, level: number): string {
    const types = isInterfaceType(type) ? [...this.schema.getPossibleTypes(type)] : [type];
    const chosen = this.draw.pick(types);
    const condition = this.draw.chance(30) && !isInterfaceType(type) ? "" : ` on ${chosen.name}`;
    return `...${condition} ${this.#select(chosen, level + 1)}`;
  }

  #writeField(field: GraphQLField<unknown, unknown>, level: number): string {
    const args = field.args
      .filter((arg) => (isRequiredArgument(arg) ? !this.#errs(5) : this.draw.chance(CHANCE.optional)))
      .map((arg) => `${arg.name}: ${this.#writeArgument(arg)}`);
    if (this.#errs(4)) args.push(this.draw.pick(["nothing: 1", args[0] ?? "first: $undeclared"]));
    const call = args.length > 0 ? `${field.name}(${args.join(", ")})` : field.name;
    // arguments differ, and two fields of one name must not
    const alias = args.length > 0 || this.draw.chance(10) ? `a${this.#aliases++}: ` : "";
    return `${alias}${call} ${this.#maybeDirective()}${this.#select(getNamedType(field.type), level + 1)}`;
  }

  #writeArgument(arg: GraphQLArgument): string {
    if (!this.draw.chance(CHANCE.variable))
      return writeLiteral(this.#makeValue(arg.type, arg.name), arg.type);
    const name = `v${this.#definitions.length}`;
    const type = this.#errs() ? this.draw.pick(["Int", "[ID]", "Nobody", "Store!"]) : arg.type.toString();
    this.#definitions.push(`$${name}: ${type}`);
    if (!this.#errs()) {
      this.#variables[name] = this.draw.chance(CHANCE.wrongVariable)
        ? this.draw.pick(ODD_VALUES)
        : this.#makeValue(arg.type, arg.name);
    }
    return `$${name}`;
  }

  #makeValue(type: GraphQLInputType, name: string): unknown {
    if (!isNonNullType(type) && this.draw.chance(10)) return null;
    if (this.#errs(5)) return this.draw.pick(ODD_VALUES);
    const inner = getNullableType(type);
    if (isListType(inner)) {
      const of = inner.ofType;
      return Array.from({ length: this.draw.below(4) }, () => this.#makeValue(of, name));
    }
    const named = getNamedType(type);
    if (isInputObjectType(named)) {
      const fields = Object.values(named.getFields()).filter(
        (field) => isNonNullType(field.type) || this.draw.chance(50),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#makeValue(field.type, field.name)]));
    }
    if (isEnumType(named)) return this.draw.pick(named.getValues()).name;
    if (this.draw.chance(CHANCE.hostile)) return this.#makeOdd(named.name);
    return this.#makeUsual(named.name, name);
  }

  #makeUsual(type: string, name: string): unknown {
    if (type === "Boolean") return this.draw.chance(50);
    if (type === "Float") return this.draw.pick([0.5, 0.8, 0.95]);
    if (type === "Int") return name === "decimals" ? this.draw.below(7) : 1 + this.draw.below(20);
    if (type === "LocalDate") return `2015-0${7 + this.draw.below(2)}-${10 + this.draw.below(20)}`;
    if (type === "DateTime") return `2015-08-${10 + this.draw.below(20)}T00:00:00Z`;
    return this.draw.pick(this.known);
  }

  #makeOdd(type: string): unknown {
    if (type === "Boolean") return this.draw.pick([0, "true", null]);
    if (type === "Int") return this.draw.pick([0, -1, 2_001, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1.5, 1e300]);
    if (type === "Float") return this.draw.pick([0, 1, -1, 5e-324, 1 - 1e-16, 1e308, 2 ** 53, -0]);
    return this.draw.pick(HOSTILE_STRINGS).slice(0, 2_000);
  }
}

function writeLiteral(value: unknown, type: GraphQLInputType): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeLiteral(item, type)).join(", ")}]`;
  const named = getNamedType(type);
  if (typeof value === "object" && value !== null) {
    const fields = isInputObjectType(named) ? named.getFields() : {};
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${name}: ${writeLiteral(item, fields[name]?.type ?? type)}`)
      .join(", ")} }`;
  }
  return isEnumType(named) ? String(value) : JSON.stringify(value);
}
