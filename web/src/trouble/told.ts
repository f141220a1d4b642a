import { createContext, useContext } from "react";
import type { ProblemFacts } from "../api/problem-kind.js";

/** What the banner says for the whole page, so that no room says it again. */
export interface Told {
  /** Whether the banner says it. */
  isTold: (problem: ProblemFacts) => boolean;
  /** A room has met a problem that may be everybody's. */
  suspect: (problem: ProblemFacts) => void;
}

const NOTHING_TOLD: Told = { isTold: () => false, suspect: () => undefined };

const ToldContext = createContext<Told>(NOTHING_TOLD);

export const ToldProvider = ToldContext.Provider;

export function useTold(): Told {
  return useContext(ToldContext);
}
