import { useEffect } from "react";
import { useLiveQuery } from "../../api/use-live-query.js";
import { useEnvironment } from "../../environment.js";
import type { Day } from "../../format/day.js";
import type { FleetMomentQuery } from "../../gql/graphql.js";
import { FLEET_MOMENT } from "./fleet-query.js";

const EVERY_MS = 30_000;
/** The registry is looked at every few seconds. */
const OLD_AFTER_MS = 120_000;

export interface FleetMoment {
  /** The stores' day of today; null until it is known. */
  today: Day | null;
  /** When MLflow was last seen, if that is so long ago that it must be told; null while all is well. */
  registryLostSince: string | null;
}

/** What of the fleet changes with the clock alone. */
export function useFleetMoment(): FleetMoment {
  const { data, retry } = useLiveQuery(FLEET_MOMENT, {});
  const { now } = useEnvironment();
  useEffect(() => {
    const timer = setInterval(retry, EVERY_MS);
    return () => clearInterval(timer);
  }, [retry]);
  return readMoment(data, now());
}

export function readMoment(data: FleetMomentQuery | undefined, now: Date): FleetMoment {
  const nodes = data?.forecasts.nodes.filter((node) => node !== null) ?? [];
  const seenAt = nodes[0]?.registrySeenAt ?? null;
  const isOld = seenAt !== null && now.getTime() - Date.parse(seenAt) > OLD_AFTER_MS;
  return { today: nodes[0]?.window.from ?? null, registryLostSince: isOld ? seenAt : null };
}
