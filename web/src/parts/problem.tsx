import { useEffect, useEffectEvent } from "react";
import { useTold } from "../trouble/told.js";
import { ProblemView, type ProblemProps } from "./problem-view.js";

/** A room's problem. What is wrong for the whole page stands above all rooms, and is not said twice. */
export function Problem({ problem, ...rest }: ProblemProps) {
  const { isTold, suspect } = useTold();
  const ask = useEffectEvent(() => suspect(problem));
  useEffect(() => ask(), [problem.kind, problem.service]);
  return isTold(problem) ? null : <ProblemView problem={problem} {...rest} />;
}
