import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { ChartShape } from "./shape.js";
import { MARK_KINDS, type ChartMarkKind } from "./types.js";

/** The kinds of marks that occur in a chart, with their names. */
export function useMarkKinds(shape: ChartShape): readonly (readonly [kind: ChartMarkKind, name: string])[] {
  const t = useTranslations("chart.kinds");
  return useMemo(() => {
    const present = new Set([...shape.marks.values()].flat().map(({ kind }) => kind));
    return MARK_KINDS.filter((kind) => present.has(kind)).map((kind) => [kind, t(kind)] as const);
  }, [shape, t]);
}
