import { Client, fetchExchange } from "@urql/core";
import { describeError, type ProblemFacts } from "../api/problem-kind.js";
import { graphql } from "../gql/index.js";
import type { ViewerFactsFragment, ViewerRole } from "../gql/graphql.js";

graphql(`
  fragment ViewerFacts on Viewer {
    name
    role
    regions {
      id
      name
    }
    expiresAt
  }
`);

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      ...ViewerFacts
    }
  }
`);

/** Who is signed in, and what they may see and do. */
export type Viewer = ViewerFactsFragment;

const ROLES: readonly ViewerRole[] = ["VIEWER", "PLANNER", "OPERATOR"];

/** Whether somebody may do what needs a role: each may all that the ones before it may. */
export function mayDo({ role }: Pick<Viewer, "role">, needed: ViewerRole): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The same for viewers who see the same and may do the same. */
export function identify({ name, role, regions }: Viewer): string {
  return JSON.stringify([name, role, regions?.map(({ id }) => id) ?? null]);
}

/** Asks the API whom it takes somebody for. @param url of GraphQL @param authorization what they show */
export async function askViewer(
  url: string,
  authorization: string,
  fetch: typeof window.fetch,
): Promise<Viewer | ProblemFacts> {
  const client = new Client({
    ...{ url, fetch, preferGetMethod: false, exchanges: [fetchExchange] },
    fetchOptions: { headers: { authorization } },
  });
  const { data, error } = await client.query(VIEWER, {}).toPromise();
  if (data) return data.viewer;
  return describeError(error!);
}
