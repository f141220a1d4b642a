import { graphql } from "../../gql/index.js";
import type { DateWindowInput, FleetQuery } from "../../gql/graphql.js";
import { addDays, type Day } from "../../format/day.js";
import { LONGEST_SPAN, type Selection } from "../../selection/selection.js";

/**
 * The whole fleet, whatever is shown of it: everybody's question is the same, so that it is answered from what is kept.
 * `stores` names those whose forecast is null.
 */
export const FLEET = graphql(`
  query Fleet($after: String, $window: DateWindowInput) {
    stores(first: 2000, after: $after) {
      nodes {
        id
        code
        name
        dataThrough
        region {
          id
          name
        }
      }
    }
    forecasts(first: 2000, after: $after, window: $window) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...FleetForecast
      }
    }
  }
`);

graphql(`
  fragment FleetForecast on Forecast {
    store {
      id
    }
    status
    staleReasons
    championIssue {
      code
      message
    }
    trainedThrough
    totalYhat
    lastWeek: earlierTotal(daysEarlier: 7)
    lastYear: earlierTotal(daysEarlier: 364)
    window {
      from
      to
    }
    points {
      date
      yhat
      isOpen
      closedReason
      isAssumed
    }
    modelVersion {
      version
      backtest {
        metrics {
          wape
        }
        baseline {
          wape
        }
      }
    }
  }
`);

/** What tells of the moment, in a question of its own: the fleet's answer is kept for everybody. */
export const FLEET_MOMENT = graphql(`
  query FleetMoment {
    forecasts(first: 5) {
      nodes {
        registrySeenAt
        window {
          from
        }
      }
    }
  }
`);

/** Cursor of the next page; null after the last. */
export function getNextPage({ forecasts }: FleetQuery): string | null {
  const { hasNextPage, endCursor } = forecasts.pageInfo;
  return hasNextPage ? endCursor : null;
}

/**
 * The days to ask for: null for the API's own, which are the seven from today on; undefined while the day of today is needed and not known.
 */
export function makeWindow(
  { from, span }: Pick<Selection, "from" | "span">,
  today: Day | null,
): DateWindowInput | null | undefined {
  if (from === null && span === LONGEST_SPAN) return null;
  const first = from ?? today;
  return first === null ? undefined : { from: first, to: addDays(first, span) };
}
