import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execute, GraphQLError, parse, validate, type ExecutionResult, type GraphQLSchema } from "graphql";
import { pino } from "pino";
import { openDoor } from "../../../src/access/session.js";
import { createContext, type Services } from "../../../src/context.js";
import { createFormatErrors } from "../../../src/http/client-errors.js";
import { createExecutableSchema } from "../../../src/resolvers/executable-schema.js";
import { EQUALITY_CASES, type EqualityCase } from "../../support/equality-cases.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeJob } from "../../support/memory-retrain.js";

const formatErrors = createFormatErrors(pino({ level: "silent" }));

let app: MemoryApp;
let schema: GraphQLSchema;
let services: Services;
let stateName: string | null;

beforeAll(async () => {
  schema = await createExecutableSchema();
  app = await startMemoryApp(5, { answerState: { getName: () => Promise.resolve(stateName) } });
  const refuse = () => Promise.reject(new Error("queries change and watch nothing"));
  const championMoves = { promote: refuse, rollback: refuse, pin: refuse, unpin: refuse };
  services = { ...app.sources, championMoves, watchRetrains: refuse };
  app.serving.broken.add("4");
  app.retrain.put(makeJob({ id: "job-1", storeId: app.stores[2]!.id }));
});

afterAll(() => app.close());

/** What the endpoint says, byte for byte, but for the request id that an internal error quotes. */
async function ask({ query, variables, operationName }: EqualityCase): Promise<string> {
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return (await response.text()).replaceAll(/request-\d+/g, "request");
}

async function executePlainly({ query, variables, operationName }: EqualityCase): Promise<ExecutionResult> {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors };
    const session = await openDoor.authenticate({ authorization: undefined });
    return await execute({
      ...{ schema, document, operationName, variableValues: variables },
      contextValue: createContext(services, { requestId: "request", session, address: "127.0.0.1" }),
    });
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

/** The same from graphql-js alone. */
async function answerPlainly(question: EqualityCase): Promise<string> {
  const { errors, data } = await executePlainly(question);
  const shown = errors && formatErrors(errors, "request");
  return `${JSON.stringify({ errors: shown, data })}\n`;
}

/** Apollo has a code of its own for the choice of an operation. */
const withoutCode = (text: string) =>
  text.replaceAll(/"code":"(OPERATION_RESOLUTION_FAILURE|GRAPHQL_VALIDATION_FAILED)"/g, "");

test.each(EQUALITY_CASES)("compiled and kept, the answer is graphql-js's: $fact", async (question) => {
  const plain = withoutCode(await answerPlainly(question));
  stateName = null;
  const computed = [await ask(question), await ask(question), await ask(question)];
  stateName = "some state";
  const kept = [await ask(question), await ask(question), await ask(question)];
  expect([...computed, ...kept].map(withoutCode)).toEqual(Array.from({ length: 6 }, () => plain));
});
