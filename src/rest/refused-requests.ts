import type { Logger } from "pino";
import { answerHttpError, type RefuseRequest } from "../http/http-errors.js";
import { answerProblem } from "./problem.js";
import { ROOT } from "./root.js";

/** Refuses requests that no route has taken yet, in the form of errors that the path has which they are for. */
export function refuseInForm(logger: Logger): RefuseRequest {
  return (error, { url = "" }, response) => {
    if (url === ROOT || url.startsWith(`${ROOT}/`)) answerProblem(error, response, logger);
    else answerHttpError(error, response, logger);
  };
}
