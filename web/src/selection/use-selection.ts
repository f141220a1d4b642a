import { useCallback, useMemo } from "react";
import { useLocation, useRouter } from "wouter";
import { decodeSelection, encodeSelection, toQuery, type Selection } from "./selection.js";

export interface SelectionHook {
  selection: Selection;
  /** Changes a part of it. Steps that a person would go back over are `push`ed; what changes with each key is not. */
  change: (part: Partial<Selection>, how?: "push" | "replace") => void;
  /** Address of a place with the same selection, or a changed one. */
  linkTo: (path: string, part?: Partial<Selection>) => string;
}

/** The selection in the address. */
export function useSelection(): SelectionHook {
  const router = useRouter();
  // wouter's own useSearch() decodes, and what is read from it would be decoded twice
  const search = router.searchHook(router);
  const [path, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const selection = useMemo(() => decodeSelection(params), [params]);
  const linkTo = useCallback(
    (to: string, part: Partial<Selection> = {}) =>
      `${to}${toQuery(encodeSelection({ ...selection, ...part }, params))}`,
    [params, selection],
  );
  const change = useCallback(
    (part: Partial<Selection>, how: "push" | "replace" = "replace") =>
      navigate(linkTo(path, part), { replace: how === "replace" }),
    [linkTo, navigate, path],
  );
  return { selection, change, linkTo };
}
