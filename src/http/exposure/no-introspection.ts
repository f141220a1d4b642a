import type { ValidationRule } from "graphql";
import { ForbiddenError } from "../../errors.js";
import type { FormatErrors } from "../client-errors.js";
import { toRequestError } from "../request-error.js";

const MESSAGE = "Introspection is off here (STORECAST_INTROSPECTION): the schema is not told.";

/** Refuses whoever asks for the schema; `__typename` stays. */
export const noIntrospection: ValidationRule = (context) => ({
  Field({ name }) {
    if (name.value !== "__schema" && name.value !== "__type") return;
    context.reportError(toRequestError(new ForbiddenError(MESSAGE), 403));
  },
});

/** Keeps to itself what names there are beside a wrong one, by which the schema could be guessed. */
export function hideSuggestions(format: FormatErrors): FormatErrors {
  return (errors, requestId) =>
    format(errors, requestId).map((error) => ({
      ...error,
      message: error.message.replace(/ Did you mean .+\?$/, ""),
    }));
}
