import { registerEnumType } from "type-graphql";

export const RetrainOutcome = {
  ENQUEUED: "ENQUEUED",
  DEDUPLICATED: "DEDUPLICATED",
  UP_TO_DATE: "UP_TO_DATE",
} as const;

registerEnumType(RetrainOutcome, {
  name: "RetrainOutcome",
  description: "What became of a retrain request.",
  valuesConfig: {
    ENQUEUED: { description: "A new job was queued." },
    DEDUPLICATED: {
      description: "A queued job, or a running one with the same data, answers it.",
    },
    UP_TO_DATE: { description: "The newest version has seen all data; no job." },
  },
});
