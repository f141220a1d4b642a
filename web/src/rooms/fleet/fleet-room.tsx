import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useLiveQuery } from "../../api/use-live-query.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import { Button } from "../../parts/button.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Notice } from "../../parts/notice.js";
import { Problem } from "../../parts/problem.js";
import { Room } from "../../parts/room.js";
import { Skeleton } from "../../parts/skeleton.js";
import { RefreshButton } from "../../refresh/refresh-button.js";
import { chooseTarget } from "../../refresh/refresh-target.js";
import { NOTHING_SELECTED } from "../../selection/selection.js";
import { useSelection } from "../../selection/use-selection.js";
import { FleetTable } from "./fleet-table.js";

const FLEET = graphql(`
  query Fleet($filter: StoreFilterInput, $window: DateWindowInput) {
    forecasts(first: 2000, filter: $filter, window: $window) {
      totalCount
      nodes {
        ...FleetRow
        window {
          from
          to
        }
      }
    }
  }
`);

/** All stores: what they will sell, and what can be trusted. */
export default function FleetRoom() {
  const t = useTranslations("fleet");
  const { window: writeWindow } = useFormats();
  const { selection, change } = useSelection();
  const { regions, search } = selection;
  const { data, problem, retry } = useLiveQuery(FLEET, {
    filter: regions.length > 0 ? { regionIds: [...regions] } : null,
    window: null,
  });
  const all = data?.forecasts.nodes;
  const rows = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return all
      ?.filter((forecast) => forecast !== null)
      .filter(({ store }) => `${store.code} ${store.name}`.toLowerCase().includes(wanted));
  }, [all, search]);
  const first = all?.find((forecast) => forecast !== null);
  const window = first ? writeWindow(first.window) : "";
  const lost = all?.filter((forecast) => forecast === null).length ?? 0;
  const codes = useMemo(() => rows?.map(({ store }) => store.code) ?? [], [rows]);
  useRefreshedAt(regions.length + search.length === 0 ? null : codes, retry);
  const isFiltered = search !== "" || regions.length > 0;

  return (
    <Room
      title={t("title")}
      tab={t("title")}
      summary={
        rows ? (
          `${t("count", { count: rows.length })}${window && ` · ${window}`}`
        ) : (
          <Skeleton characters={16} />
        )
      }
      actions={codes.length > 0 && <RefreshButton target={chooseTarget(selection, codes)} />}
    >
      {problem && (
        <Problem problem={problem} onRetry={retry}>
          {lost > 0 && <p>{t("notLoaded", { count: lost })}</p>}
        </Problem>
      )}
      {rows?.length === 0 && lost === 0 ? (
        <Notice title={t(isFiltered ? "noMatch" : "empty")}>
          {isFiltered ? (
            <Button onClick={() => change(NOTHING_SELECTED, "push")}>{t("showAll")}</Button>
          ) : (
            <p>
              {t("emptyHow")} <code>npx storecast import</code>
            </p>
          )}
        </Notice>
      ) : (
        (rows || !problem) && <FleetTable rows={rows} caption={t("caption", { window })} />
      )}
    </Room>
  );
}
