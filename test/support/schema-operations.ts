import {
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  isInterfaceType,
} from "graphql";

export type OperationKind = "query" | "mutation" | "subscription";

/** One place of the schema that takes a text: an argument, or a field of an input object within one. */
export interface TextPlace {
  kind: OperationKind;
  /** Such as `Query.stores(filter.regionIds)`. */
  name: string;
  /** An operation that reaches the place, and takes its argument as the variable `v`. */
  query: string;
  /** The variables that put a text there, and what is right everywhere else. */
  fill: (text: string) => Record<string, unknown>;
}

/** A field of a root type, asked for with what it requires and all plain values of what it answers. */
export interface RootOperation {
  kind: OperationKind;
  field: string;
  query: string;
}

type Input = GraphQLArgument | GraphQLInputField;

/** What arguments take that must name a thing, by name; anything else gets a value that its type allows. */
export type KnownValues = Readonly<Record<string, unknown>>;

/** Levels of objects below a field that are asked for. */
const SELECTED_LEVELS = 1;
const NUMBERS = new Set(["Int", "Float", "Boolean"]);

/** Every place of a schema that takes a text, a day or an id. */
export function listTextPlaces(schema: GraphQLSchema, known: KnownValues): TextPlace[] {
  return [...findPaths(schema, known)].flatMap(([type, path]) =>
    Object.values(type.getFields()).flatMap((field) =>
      field.args.flatMap((arg) =>
        listLeaves(arg).map((leaf) => {
          const others = field.args.filter((other) => other !== arg && isRequiredArgument(other));
          const call = [...others.map((other) => writeArgument(other, known)), `${arg.name}: $v`].join(", ");
          const selection = `${field.name}(${call}) ${select(field.type)}`;
          return {
            kind: path.kind,
            name: `${type.name}.${field.name}(${[arg.name, ...leaf].join(".")})`,
            query: `${path.kind} Q($v: ${arg.type.toString()}) { ${path.wrap(selection)} }`,
            fill: (text: string) => ({ v: fill(arg, leaf, text, known) }),
          };
        }),
      ),
    ),
  );
}

/** Every field of the root types. */
export function listRootOperations(schema: GraphQLSchema, known: KnownValues): RootOperation[] {
  return listRoots(schema).flatMap(([kind, type]) =>
    Object.values(type.getFields()).map((field) => ({
      kind,
      field: field.name,
      query: `${kind} Q { ${writeCall(field, known)} ${select(field.type)} }`,
    })),
  );
}

interface Path {
  kind: OperationKind;
  wrap: (selection: string) => string;
}

function listRoots(schema: GraphQLSchema): [OperationKind, GraphQLObjectType][] {
  const roots: [OperationKind, GraphQLObjectType | null | undefined][] = [
    ["query", schema.getQueryType()],
    ["mutation", schema.getMutationType()],
    ["subscription", schema.getSubscriptionType()],
  ];
  return roots.filter((root): root is [OperationKind, GraphQLObjectType] => Boolean(root[1]));
}

/** The shortest way to each type of objects, queries before all else. */
function findPaths(schema: GraphQLSchema, known: KnownValues): Map<GraphQLObjectType, Path> {
  const paths = new Map<GraphQLObjectType, Path>();
  for (const [kind, root] of listRoots(schema)) {
    const queue: [GraphQLObjectType, Path][] = [[root, { kind, wrap: (selection) => selection }]];
    for (const [type, path] of queue) {
      if (paths.has(type)) continue;
      paths.set(type, path);
      for (const field of Object.values(type.getFields())) {
        const target = getNamedType(field.type);
        if (!isObjectType(target)) continue;
        const call = writeCall(field, known);
        queue.push([target, { kind, wrap: (selection) => path.wrap(`${call} { ${selection} }`) }]);
      }
    }
  }
  return paths;
}

/** Ways through an argument to each text within. */
function listLeaves(input: Input): string[][] {
  const type = getNamedType(input.type);
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap((field) =>
      listLeaves(field).map((leaf) => [field.name, ...leaf]),
    );
  }
  return NUMBERS.has(type.name) ? [] : [[]];
}

function fill(input: Input, [next, ...rest]: readonly string[], text: string, known: KnownValues): unknown {
  const type = getNullableType(input.type);
  const named = getNamedType(input.type);
  const value =
    next === undefined || !isInputObjectType(named)
      ? text
      : {
          ...makeRequiredFields(named.getFields(), known),
          [next]: fill(named.getFields()[next]!, rest, text, known),
        };
  return isListType(type) ? [value] : value;
}

function makeRequiredFields(fields: Readonly<Record<string, GraphQLInputField>>, known: KnownValues) {
  return Object.fromEntries(
    Object.values(fields)
      .filter(isRequiredInputField)
      .map((field) => [field.name, makeValue(field, known)]),
  );
}

function makeValue(
  { name, type }: Pick<Input, "name"> & { type: GraphQLInputType },
  known: KnownValues,
): unknown {
  if (Object.hasOwn(known, name)) return known[name];
  if (isListType(getNullableType(type))) return [];
  const named: GraphQLNamedType = getNamedType(type);
  if (isInputObjectType(named)) return makeRequiredFields(named.getFields(), known);
  if (isEnumType(named)) return named.getValues()[0]!.name;
  if (named.name === "Boolean") return false;
  if (NUMBERS.has(named.name)) return 1;
  return named.name.startsWith("Local") ? "2015-06-20" : "1";
}

function writeCall(field: GraphQLField<unknown, unknown>, known: KnownValues): string {
  const required = field.args.filter(isRequiredArgument).map((arg) => writeArgument(arg, known));
  return required.length > 0 ? `${field.name}(${required.join(", ")})` : field.name;
}

function writeArgument(arg: GraphQLArgument, known: KnownValues): string {
  return `${arg.name}: ${writeValue(makeValue(arg, known), arg.type)}`;
}

/** A value as a document has it. */
export function writeValue(value: unknown, type: GraphQLInputType): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeValue(item, type)).join(", ")}]`;
  const named = getNamedType(type);
  if (typeof value === "object" && value !== null && isInputObjectType(named)) {
    const fields = named.getFields();
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${name}: ${writeValue(item, fields[name]!.type)}`)
      .join(", ")} }`;
  }
  return isEnumType(named) ? String(value) : JSON.stringify(value);
}

/** All plain values of what a field answers, and of the objects below it. */
function select(type: GraphQLOutputType, levels = SELECTED_LEVELS): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (isUnionType(named)) return "{ __typename }";
  if (!isObjectType(named) && !isInterfaceType(named)) return "";
  const fields = Object.values(named.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .flatMap((field) => {
      if (isLeafType(getNamedType(field.type))) return [field.name];
      return levels > 0 ? [`${field.name} ${select(field.type, levels - 1)}`] : [];
    });
  return `{ ${["__typename", ...fields].join(" ")} }`;
}
