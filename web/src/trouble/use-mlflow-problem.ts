import { useEffect, useEffectEvent, useState } from "react";
import { useClient } from "urql";
import { makeProblem, type LiveProblem } from "../api/live-state.js";
import { describeError, type ProblemFacts } from "../api/problem-kind.js";
import { useEnvironment } from "../environment.js";
import { graphql } from "../gql/index.js";
import { isRegistrySilent, type Pulse } from "./pulse.js";

/** Versions are what MLflow is asked for each time. */
const PROBE = graphql(`
  query MlflowProbe {
    stores(first: 1) {
      nodes {
        id
        modelVersions(first: 1) {
          totalCount
        }
      }
    }
  }
`);

/** One that hangs is as good as gone. */
const PATIENCE_MS = 5_000;

const HANGS: ProblemFacts = {
  ...{ kind: "unavailable", service: "mlflow", message: null, requestId: null },
  ...{ retryAfterSeconds: null, isRetryable: true },
};

/** What is wrong with MLflow while it is; asked only on suspicion, because MLflow has better things to do. */
export function useMlflowProblem(pulse: Pulse, isSuspected: boolean): LiveProblem | null {
  const client = useClient();
  const { now } = useEnvironment();
  const isSilent = isRegistrySilent(pulse) || isSuspected;
  const { seenSince, answeredAt } = pulse;
  /** Of one silence: the next begins anew. */
  const [found, setFound] = useState<{ of: Date | null; problem: LiveProblem | null }>({
    ...{ of: null, problem: null },
  });
  const tell = useEffectEvent((facts: ProblemFacts | null) =>
    setFound(({ of, problem }) => {
      if (facts?.service !== "mlflow") return { of: seenSince, problem: null };
      const failures = of === seenSince ? (problem?.failures ?? 0) : 0;
      const at = now();
      return { of: seenSince, problem: makeProblem(facts, seenSince ?? at, failures + 1, at) };
    }),
  );
  useEffect(() => {
    if (!isSilent) return undefined;
    const timer = setTimeout(() => tell(HANGS), PATIENCE_MS);
    const asked = client.query(PROBE, {}, { requestPolicy: "network-only" }).subscribe(({ error }) => {
      clearTimeout(timer);
      tell(error ? describeError(error) : null);
    });
    return () => {
      clearTimeout(timer);
      asked.unsubscribe();
    };
    // each pulse asks again while MLflow is silent
  }, [client, isSilent, answeredAt]);
  return isSilent && found.of === seenSince ? found.problem : null;
}
