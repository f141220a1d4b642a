import { useEffect, useEffectEvent, useState } from "react";
import { useSocketStatus } from "../api/use-socket-status.js";
import { useLiveQuery, type LiveQuery } from "../api/use-live-query.js";
import { useEnvironment } from "../environment.js";
import { graphql } from "../gql/index.js";
import type { PulseQuery } from "../gql/graphql.js";
import { NO_PULSE, takePulse, type Pulse } from "./pulse.js";

const PULSE = graphql(`
  query Pulse {
    fleet {
      stores
    }
    forecasts(first: 1) {
      nodes {
        store {
          id
        }
        registrySeenAt
      }
    }
  }
`);

const EVERY_MS = 10_000;

interface PulseHook extends Pick<LiveQuery<PulseQuery>, "problem" | "retry"> {
  pulse: Pulse;
}

/** Asks every few seconds how the API and what is behind it are; not while nobody looks. */
export function usePulse(): PulseHook {
  const { now } = useEnvironment();
  const { data, problem, retry } = useLiveQuery(PULSE, {});
  const { state } = useSocketStatus();
  const [known, setKnown] = useState<{ of?: PulseQuery; pulse: Pulse }>({ pulse: NO_PULSE });
  if (data && data !== known.of) {
    const seenAt = data.forecasts.nodes[0]?.registrySeenAt ?? null;
    setKnown({ of: data, pulse: takePulse(known.pulse, seenAt, now()) });
  }
  /** Who asked too often is told when to come back. */
  const isHeldBack = useEffectEvent(
    () => problem?.kind === "rate-limited" && problem.retryAt !== null && problem.retryAt > now(),
  );
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible" && !isHeldBack()) retry();
    };
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", look);
    };
  }, [retry]);
  useEffect(() => {
    // the first sign that something is wrong
    if (state === "lost") retry();
  }, [state, retry]);
  return { pulse: known.pulse, problem, retry };
}
