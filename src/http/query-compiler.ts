import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { CompiledQuery } from "graphql-jit";
import { LRUCache } from "lru-cache";
import { prepareWriting, type WriteQuery } from "./writing/written-query.js";

type Variables = Readonly<Record<string, unknown>>;

/** Compiled forms of one query that are kept: one for each way its conditions have come out. */
const MAX_VARIANTS = 8;

/** A query that can be compiled. */
export interface CompilableQuery {
  /** The compiled forms for these variables, coerced; null if there is none. */
  compile(variables: Variables): CompiledForms | null;
}

/** The compiled forms of a query whose conditions are decided; each is made when it is first asked for. */
export interface CompiledForms {
  /** Writes the answer; null if the query is not of those that can be written. */
  readonly write: WriteQuery | null;
  /** Makes the answer as an object; null if the query cannot be compiled. */
  loadQuery(): Promise<CompiledQuery | null>;
}

/** The compiler; to read it takes a fifth of a second, which neither a process that starts has to spare nor one that is asked. */
export const loadCompiler = () => import("graphql-jit");

/**
 * Prepares a query for compilation; null if it is not for the compiler.
 *
 * @param source text of a document that is valid
 */
export function prepareQuery(
  schema: GraphQLSchema,
  source: string,
  operationName: string | undefined,
): CompilableQuery | null {
  const document = parse(source);
  if (hasAbstractFields(schema, document)) return null;
  const conditions = listConditions(document);
  const variants = new LRUCache<string, CompiledForms>({ max: MAX_VARIANTS });

  function makeForms(variables: Variables): CompiledForms {
    let query: Promise<CompiledQuery | null> | undefined;
    return {
      write: prepareWriting(schema, decideConditions(document, variables), operationName, variables),
      // The compiler writes into what it gets.
      loadQuery: () => (query ??= compile(schema, decideConditions(parse(source), variables), operationName)),
    };
  }

  return {
    compile(variables) {
      // Null passes for a variable with a default, and is an error where it decides: graphql-js's to tell.
      if (conditions.some((name) => variables[name] == null)) return null;
      const key = conditions.map((name) => String(variables[name])).join();
      let forms = variants.get(key);
      if (!forms) variants.set(key, (forms = makeForms(variables)));
      return forms;
    },
  };
}

async function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Promise<CompiledQuery | null> {
  // A process that starts has better things to do than to read a compiler, and most questions are written without it.
  const { compileQuery, isCompiledQuery } = await loadCompiler();
  const compiled = compileQuery(schema, document, operationName);
  return isCompiledQuery(compiled) ? compiled : null;
}

/** The compiler wants an interface's type at once, and TypeGraphQL tells it a tick later. */
function hasAbstractFields(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let isFound = false;
  const lookAtField = () => {
    isFound ||= isAbstractType(getNamedType(types.getType()));
  };
  visit(document, visitWithTypeInfo(types, { Field: lookAtField }));
  return isFound;
}

const isCondition = ({ name }: DirectiveNode) =>
  name.value === GraphQLSkipDirective.name || name.value === GraphQLIncludeDirective.name;

/** Names of the variables that decide what is skipped or included. */
function listConditions(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const value = directive.arguments?.[0]?.value;
      if (isCondition(directive) && value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/**
 * The document without what these variables leave out of it. The compiler's own way with `@skip` and `@include` goes wrong where one selection
 * spreads a fragment twice.
 */
function decideConditions(document: DocumentNode, variables: Variables): DocumentNode {
  const decide = <N extends FieldNode | FragmentSpreadNode | InlineFragmentNode>(node: N) => {
    if (!node.directives?.some(isCondition)) return undefined;
    const isSkipped = getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] === true;
    const isIncluded = getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] !== false;
    if (isSkipped || !isIncluded) return null;
    return { ...node, directives: node.directives.filter((directive) => !isCondition(directive)) };
  };
  return visit(document, { Field: decide, FragmentSpread: decide, InlineFragment: decide });
}
