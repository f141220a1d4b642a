import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from "graphql";
import { collectFields } from "graphql/execution/collectFields.js";
import { JsonBytes } from "./json-bytes.js";
import { makeObjectLoader } from "./value-loader.js";
import type { Selections, Writing } from "./writing.js";

type Variables = Readonly<Record<string, unknown>>;

/** Data in the place of `data`, of an answer that is written already. Whoever wants it as an object has to read it. */
export class WrittenData {
  /** @param answer the whole body, `{"data":...}` and a line's end */
  constructor(readonly answer: Buffer) {}

  toJSON(): unknown {
    return (JSON.parse(this.answer.toString()) as { data: unknown }).data;
  }
}

/** Answers a query in writing; null where the answer is not plainly good. Never rejects. */
export type WriteQuery = (context: unknown, variables: Variables) => Promise<WrittenData | null>;

/** Askings that a query is not written for after its answer could not be: what stands in the way mostly stays a while, and all is worked out twice then. */
const PAUSE = 20;

/** Answers are written one after the other: one room is enough. */
const json = new JsonBytes();
const encoder = new TextEncoder();
const [OPENING, CLOSING] = [encoder.encode(`{"data":`), encoder.encode("}\n")];

/**
 * Prepares a query whose answer is written from what its resolvers give, without being made as objects first. Null for a query in whose lists something has
 * to be waited for.
 *
 * @param document valid, without conditions
 * @param variables coerced
 */
export function prepareWriting(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): WriteQuery | null {
  const type = schema.getQueryType();
  const operation = findOperation(document, operationName);
  if (!type || !operation) return null;
  const selections: Selections = { schema, variables, fragments: listFragments(document) };
  const { fragments } = selections;
  const fields = collectFields(schema, fragments, variables, type, operation.selectionSet);
  const load = makeObjectLoader(selections, type, fields);
  if (!load) return null;

  async function write(writing: Writing): Promise<WrittenData | null> {
    try {
      const writeLoaded = await load!(ROOT, writing);
      json.clear();
      json.addRaw(OPENING);
      if (!writeLoaded()) return null;
      json.addRaw(CLOSING);
      return new WrittenData(json.toBuffer());
    } catch {
      // The query is executed in the ordinary way then, which says what is wrong.
      return null;
    }
  }

  let pause = 0;
  return async (context, variables) => {
    if (pause > 0) {
      pause--;
      return null;
    }
    const data = await write({ json, context, variables });
    if (!data) pause = PAUSE;
    return data;
  };
}

/** Queries start from nothing. */
const ROOT = {};

function findOperation(
  document: DocumentNode,
  name: string | undefined,
): OperationDefinitionNode | undefined {
  return document.definitions.find(
    (one): one is OperationDefinitionNode =>
      one.kind === Kind.OPERATION_DEFINITION && (name === undefined || one.name?.value === name),
  );
}

function listFragments(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ),
  );
}
