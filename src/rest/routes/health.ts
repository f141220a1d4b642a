import { z } from "zod";
import { loadHealth, type ReadinessCheck } from "../../http/health.js";
import { defineOpenRoute, type Route } from "../route.js";

const Health = z
  .object({
    status: z.enum(["ready", "not ready"]).meta({ description: "Whether every part is ready." }),
    parts: z
      .record(
        z.string(),
        z.object({
          isReady: z.boolean(),
          problem: z.string().optional().meta({ description: "What is missing; absent when ready." }),
          warning: z.string().optional().meta({ description: "What is not well though it is ready." }),
        }),
      )
      .meta({ description: "Parts by name." }),
  })
  .meta({ id: "Health", description: "How the parts of the process are." });

/** Health, as `/health/ready` has it. */
export function healthRoutes(checks: Readonly<Record<string, ReadinessCheck>>): Route[] {
  return [
    defineOpenRoute({
      method: "get",
      path: "/health",
      access: "everybody",
      operationId: "getHealth",
      tag: "health",
      summary: "Whether the API is ready",
      description: "Asks nobody who they are.",
      answer: Health,
      examples: {
        answer: { status: "ready", parts: { database: { isReady: true }, champions: { isReady: true } } },
      },
      otherStatus: {
        status: 503,
        description: "A part is not ready.",
        applies: ({ status }) => status === "not ready",
      },
      handle: () => loadHealth(checks),
    }),
  ];
}
