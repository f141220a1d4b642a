import type { ComparedQuery, ComparedQueryVariables, ComparedStoreFragment } from "../../gql/graphql.js";
import { graphql } from "../../gql/index.js";

/**
 * Who is compared, and which day is today for them: that says which days to ask for. Each is asked for alone, because a filter
 * with a code of no store is refused as a whole.
 */
export const COMPARED = graphql(`
  query Compared($first: ID!, $second: ID!, $third: ID!, $fourth: ID!, $fifth: ID!, $sixth: ID!) {
    first: store(id: $first) {
      ...ComparedStore
    }
    second: store(id: $second) {
      ...ComparedStore
    }
    third: store(id: $third) {
      ...ComparedStore
    }
    fourth: store(id: $fourth) {
      ...ComparedStore
    }
    fifth: store(id: $fifth) {
      ...ComparedStore
    }
    sixth: store(id: $sixth) {
      ...ComparedStore
    }
  }

  fragment ComparedStore on Store {
    id
    code
    name
    dataThrough
    forecast {
      window {
        from
      }
    }
  }
`);

/** What is compared. */
export const COMPARE = graphql(`
  query Compare($filter: StoreFilterInput!, $shown: DateWindowInput!, $ahead: DateWindowInput!, $days: Int!) {
    stores(first: 6, filter: $filter) {
      nodes {
        id
        code
        name
        sales {
          date
          y
          isOpen
        }
        shown: forecast(window: $shown) {
          points {
            date
            yhat
            isOpen
          }
        }
        ahead: forecast(window: $ahead) {
          ...CompareTotals
        }
      }
    }
  }

  fragment CompareTotals on Forecast {
    status
    staleReasons
    totalYhat
    before: earlierTotal(daysEarlier: $days)
    lastYear: earlierTotal(daysEarlier: 364)
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

/** Asks for these stores, one to six; places that are left ask for the first again. @param codes none asks for no store */
export function askFor(codes: readonly string[]): ComparedQueryVariables {
  const [first = "", second = first, third = first, fourth = first, fifth = first, sixth = first] = codes;
  return { first, second, third, fourth, fifth, sixth };
}

/** The stores that there are, each once. */
export function storesOf(answer: ComparedQuery): ComparedStoreFragment[] {
  const { first, second, third, fourth, fifth, sixth } = answer;
  const found = [first, second, third, fourth, fifth, sixth].filter((store) => store != null);
  return [...new Map(found.map((store) => [store.id, store])).values()];
}
