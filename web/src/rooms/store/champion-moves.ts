import type { Client } from "@urql/core";
import { describeError, type ProblemFacts } from "../../api/problem-kind.js";
import { graphql } from "../../gql/index.js";
import type { UserErrorCode } from "../../gql/graphql.js";

const PROMOTE = graphql(`
  mutation Promote($input: ModelVersionPromoteInput!) {
    modelVersionPromote(input: $input) {
      champion {
        id
        version
        role
        store {
          id
        }
      }
      userErrors {
        ...Refusal
      }
    }
  }

  fragment Refusal on UserError {
    code
    field
    message
  }
`);

const ROLLBACK = graphql(`
  mutation Rollback($input: ChampionRollbackInput!) {
    championRollback(input: $input) {
      champion {
        id
        version
        role
        store {
          id
        }
      }
      userErrors {
        ...Refusal
      }
    }
  }
`);

const PIN = graphql(`
  mutation Pin($input: ChampionPinInput!) {
    championPin(input: $input) {
      store {
        id
        champion {
          id
          version
        }
      }
      userErrors {
        ...Refusal
      }
    }
  }
`);

const UNPIN = graphql(`
  mutation Unpin($input: ChampionUnpinInput!) {
    championUnpin(input: $input) {
      store {
        id
        champion {
          id
          version
        }
      }
      userErrors {
        ...Refusal
      }
    }
  }
`);

export type MoveKind = "promote" | "rollback" | "pin" | "unpin";

/** What a person does to a champion. */
export interface ChampionMove {
  kind: MoveKind;
  storeId: string;
  /** The version to promote; else the champion that is rolled back from, pinned or unpinned. */
  version: { id: string; version: number };
}

/** A refusal of the API's, by the field of the form that it belongs to. */
export interface Refusal {
  code: UserErrorCode;
  message: string;
  field: "reason" | null;
}

/** What became of a move. */
export type MoveOutcome =
  | { kind: "done"; /** The champion after it. */ version: number | null }
  | { kind: "refused"; refusals: Refusal[] }
  | { kind: "failed"; problem: ProblemFacts };

/** Does it. Queries that show the store or its versions are asked again by the client. */
export async function move(
  client: Client,
  { kind, storeId, version }: ChampionMove,
  reason: string,
): Promise<MoveOutcome> {
  const why = reason.trim() || null;
  if (kind === "promote") {
    const input = { modelVersionId: version.id, reason: why };
    const { data, error } = await client.mutation(PROMOTE, { input });
    return judge(data?.modelVersionPromote, data?.modelVersionPromote?.champion, error);
  }
  if (kind === "rollback") {
    const input = { storeId, modelVersionId: version.id, reason: why };
    const { data, error } = await client.mutation(ROLLBACK, { input });
    return judge(data?.championRollback, data?.championRollback?.champion, error);
  }
  const input = { storeId, reason: why };
  if (kind === "pin") {
    const { data, error } = await client.mutation(PIN, { input });
    return judge(data?.championPin, data?.championPin?.store?.champion, error);
  }
  const { data, error } = await client.mutation(UNPIN, { input });
  return judge(data?.championUnpin, data?.championUnpin?.store?.champion, error);
}

interface Payload {
  userErrors: readonly {
    code: UserErrorCode;
    message: string;
    field?: readonly string[] | null | undefined;
  }[];
}

/** What the answer to a move means. */
export function judge(
  payload: Payload | null | undefined,
  champion: { version: number } | null | undefined,
  error: Parameters<typeof describeError>[0] | undefined,
): MoveOutcome {
  if (error) return { kind: "failed", problem: describeError(error) };
  const refusals = (payload?.userErrors ?? []).map(({ code, message, field }) => ({
    ...{ code, message },
    field: field?.at(-1) === "reason" ? ("reason" as const) : null,
  }));
  return refusals.length > 0
    ? { kind: "refused", refusals }
    : { kind: "done", version: champion?.version ?? null };
}
