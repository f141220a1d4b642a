import { Counter, type Registry } from "prom-client";
import type { Authenticator } from "../../access/session.js";
import { AppError } from "../../errors.js";

/** An authenticator whose refusals are counted. */
export function countRefusedSignIns(authenticator: Authenticator, registry: Registry): Authenticator {
  const refused = new Counter({
    ...{ name: "storecast_sign_ins_refused_total", registers: [registry], labelNames: ["code"] },
    help: "Requests, sockets and looks at sockets whose token or key was missing, did not hold, gave no role, or could not be checked.",
  });
  if (authenticator.isOpen) return authenticator;
  return {
    isOpen: false,
    authenticate: async (credentials) => {
      try {
        return await authenticator.authenticate(credentials);
      } catch (error) {
        refused.inc({ code: error instanceof AppError ? error.code : "INTERNAL_SERVER_ERROR" });
        throw error;
      }
    },
  };
}
