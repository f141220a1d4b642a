import type { ProblemFacts } from "../api/problem-kind.js";

/** Why somebody could not be signed in. */
export type SignInProblem =
  | ProviderProblem
  /** What was typed cannot be a key. */
  | { kind: "malformed" }
  /** What the API says of what it was shown. */
  | { kind: "refused"; facts: ProblemFacts };

/** What became of the way through the provider. */
export type ProviderProblem =
  /** The provider said no, perhaps in words. */
  | { kind: "denied"; message: string | null }
  /** It was begun in another tab, or is over. */
  | { kind: "interrupted" }
  /** Browsers sign in over HTTPS alone. */
  | { kind: "insecure" }
  | { kind: "unreachable" };
