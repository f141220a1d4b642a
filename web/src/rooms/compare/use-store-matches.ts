import { useMemo } from "react";
import { useQuery } from "urql";
import { graphql } from "../../gql/index.js";
import { matchStores, type Matches } from "./matches.js";
import type { OfferedStore } from "./picker-options.js";

const STORE_NAMES = graphql(`
  query StoreNames {
    stores(first: 2000) {
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        code
        name
        region {
          id
          name
        }
      }
    }
  }
`);

/** As many as are read at a glance. */
const OFFERED = 8;

export interface StoreMatches extends Matches<OfferedStore> {
  /** Whether all stores of the chain were searched. */
  isWhole: boolean;
}

/**
 * The stores that a text finds.
 *
 * @param chosen codes that are left out
 * @param isWanted nothing is asked for before it is true
 */
export function useStoreMatches(text: string, chosen: readonly string[], isWanted: boolean): StoreMatches {
  const [{ data }] = useQuery({ query: STORE_NAMES, pause: !isWanted, requestPolicy: "cache-first" });
  const nodes = data?.stores.nodes;
  return useMemo(() => {
    const offered = nodes?.filter(({ code }) => !chosen.includes(code)) ?? [];
    return {
      ...matchStores(offered, text, OFFERED),
      isWhole: data?.stores.pageInfo.hasNextPage === false,
    };
  }, [chosen, data, nodes, text]);
}
