import type { ApolloServerPlugin } from "@apollo/server";
import {
  type DocumentNode,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  type ValidationRule,
} from "graphql";
import type { LimitExceededError } from "../../errors.js";
import { type AnswerMeasure, createAnswerMeasure } from "./answer-measure.js";
import { measureShape } from "./document-shape.js";
import type { LimitName, Limits } from "./limits.js";
import { findExcess, makeExcess, toRefusal } from "./refusal.js";
import type { Variables } from "./selected-fields.js";

/** An operation as it is about to be executed. */
export interface OperationRequest {
  /** Valid for the schema. */
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Variables | null | undefined;
}

/** What HTTP and sockets ask before they do any work; every refusal is counted. */
export interface RequestLimits {
  /** For every validation of a document: depth, fields, aliases. */
  validationRules: readonly ValidationRule[];
  /** Before an operation is executed: why its answer is too large, or null. */
  checkOperation(request: OperationRequest): GraphQLError | null;
  /** Before an answer that is no operation's is made: why it is too large, or null. */
  checkAnswer(size: AnswerMeasure): LimitExceededError | null;
  /** Before a batch is executed: why it has too many operations, or null. */
  checkBatch(length: number): LimitExceededError | null;
  /** Longest body or socket message, bytes. */
  maxBodyBytes: number;
  /** Why a body was too long; null as its length where that is not known. */
  refuseBody(bytes: number | null): LimitExceededError;
  /** Has Apollo check each operation. */
  apolloPlugin(): ApolloServerPlugin;
}

/** Most words and signs of a document: more could nest deeper than the parser, which is recursive, has stack for. */
export const MAX_TOKENS = 3_000;

/** Makes the limits of requests against a schema. */
export function createRequestLimits(
  schema: GraphQLSchema,
  limits: Limits,
  onRefused: (limit: LimitName) => void = () => undefined,
): RequestLimits {
  const measureAnswer = createAnswerMeasure(schema);

  function counted<E extends LimitExceededError | null>(excess: E): E {
    if (excess) onRefused(excess.limit.name as LimitName);
    return excess;
  }

  const shapeRule: ValidationRule = (context) => ({
    Document(document) {
      const shape = measureShape(document);
      for (const name of ["depth", "fields", "aliases"] as const) {
        const excess = counted(findExcess(name, shape[name], limits));
        if (excess) context.reportError(toRefusal(excess));
      }
    },
  });

  function checkAnswer({ values, bytes }: AnswerMeasure): LimitExceededError | null {
    return counted(findExcess("cost", values, limits) ?? findExcess("answer", bytes, limits));
  }

  function checkOperation({ document, operationName, variables }: OperationRequest): GraphQLError | null {
    const operation = getOperationAST(document, operationName);
    if (!operation) return null;
    const excess = checkAnswer(measureAnswer(document, operation, variables ?? {}));
    return excess && toRefusal(excess);
  }

  return {
    validationRules: [shapeRule],
    checkOperation,
    checkAnswer,
    checkBatch: (length) => counted(findExcess("batch", length, limits)),
    maxBodyBytes: limits.body,
    refuseBody: (bytes) => counted(makeExcess("body", bytes, limits)),
    apolloPlugin: () => ({
      requestDidStart: () =>
        Promise.resolve({
          didResolveOperation({ document, request }) {
            const refusal = checkOperation({ document, ...request });
            return refusal ? Promise.reject(refusal) : Promise.resolve();
          },
        }),
    }),
  };
}
