import { GraphQLError } from "graphql";
import type { AppError } from "../errors.js";

/**
 * An error of a request as a whole, as GraphQL reports it before anything is executed.
 *
 * @param status of the answer over HTTP, 400 to 499
 */
export function toRequestError(error: AppError, status: number): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status } },
  });
}
