import { z } from "zod";

const Fault = z
  .object({
    field: z.string().nullable().meta({ description: "Path to the value at fault; null if none is." }),
    message: z.string().meta({ description: "Sentence for a person: the value and the rule." }),
    code: z.string().meta({ description: "Stable code to act on." }),
  })
  .meta({ id: "Fault", description: "One thing that is wrong with a request." });

/** Why a request failed as a whole: RFC 9457, with our codes beside it. */
export const Problem = z
  .object({
    type: z.literal("about:blank").meta({ description: "The status says what kind of problem it is." }),
    title: z.string().meta({ description: "The status in words." }),
    status: z.int().meta({ description: "The HTTP status." }),
    detail: z.string().meta({ description: "Sentence for a person." }),
    code: z.string().meta({
      description:
        "Stable code to act on, those of GraphQL and NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST.",
      examples: ["BAD_USER_INPUT"],
    }),
    requestId: z.string().meta({ description: "As in the header `x-request-id` and in the log." }),
    isRetryable: z.boolean().optional().meta({ description: "Whether the same request can succeed later." }),
    field: z.string().optional().meta({ description: "Path to the first value at fault." }),
    errors: z
      .array(Fault)
      .optional()
      .meta({ description: "All that is wrong, 20 at most, where it is a list." }),
    service: z.string().optional().meta({ description: "Which part is down, for SERVICE_UNAVAILABLE." }),
    retryAfterSeconds: z.int().optional().meta({ description: "When to ask again, for RATE_LIMITED." }),
    limit: z
      .object({
        name: z.string(),
        value: z.number().nullable(),
        most: z.number(),
        setting: z.string(),
      })
      .optional()
      .meta({ description: "What was exceeded, for LIMIT_EXCEEDED." }),
  })
  .meta({ id: "Problem", description: "Why a request failed as a whole (RFC 9457)." });

export type Problem = z.input<typeof Problem>;
