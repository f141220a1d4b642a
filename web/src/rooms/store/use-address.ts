import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { toQuery } from "../../selection/selection.js";

/** A parameter of the address that is the room's own; null takes it away. */
export function useAddress(name: string): [string | null, (value: string | null) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback(
    (value: string | null) => {
      const next = new URLSearchParams(params);
      if (value === null) next.delete(name);
      else next.set(name, value);
      navigate(`${path}${toQuery(next)}`, { replace: true });
    },
    [name, navigate, params, path],
  );
  return [params.get(name), change];
}
