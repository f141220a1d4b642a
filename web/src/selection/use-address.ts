import { useCallback, useMemo } from "react";
import { useLocation, useRouter } from "wouter";
import { toQuery } from "./selection.js";

/** A parameter of the address that is a room's own; null takes it away. */
export function useAddress(name: string): [string | null, (value: string | null) => void] {
  const router = useRouter();
  // as in use-selection.ts: wouter's own useSearch() decodes
  const search = router.searchHook(router);
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
