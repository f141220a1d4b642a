import type { RequestHandler } from "express";
import { mayDo, type Role } from "../../access/principal.js";
import { credentialsOf, type Authenticator } from "../../access/session.js";
import { ForbiddenError } from "../../errors.js";

/** Lets those pass who show that they have a role. */
export function requireRole(authenticator: Authenticator, role: Role): RequestHandler {
  return async (request, _response, next) => {
    const { principal } = await authenticator.authenticate(credentialsOf(request.headers));
    if (mayDo(principal.role, role)) next();
    else {
      throw new ForbiddenError(
        `${request.originalUrl.split("?", 1)[0]} needs the role ${role}; ${principal.name} is a ${principal.role}.`,
      );
    }
  };
}
