import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import { useLocation } from "wouter";
import { ExportMenu } from "../../export/export-menu.js";
import { addDays } from "../../format/day.js";
import { useFormats } from "../../format/use-formats.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Problem } from "../../parts/problem.js";
import { Room } from "../../parts/room.js";
import { useMedia } from "../../parts/use-media.js";
import { RefreshButton } from "../../refresh/refresh-button.js";
import { chooseTarget } from "../../refresh/refresh-target.js";
import type { Sort } from "../../selection/selection.js";
import { useSelection } from "../../selection/use-selection.js";
import { choose } from "./choice.js";
import { isColumn, listColumns, NARROW_COLUMNS } from "./columns.js";
import { DemandChart } from "./demand-chart.js";
import { Facts } from "./facts.js";
import { FleetGrid } from "./fleet-grid.js";
import type { FleetStore } from "./fleet-stores.js";
import { GridSkeleton } from "./grid-skeleton.js";
import { EmptyFleet, NoMatch } from "./no-stores.js";
import { Tally } from "./tally.js";
import { Toolbar } from "./toolbar.js";
import { useFleet } from "./use-fleet.js";
import { useFleetFiles } from "./use-fleet-files.js";
import { useFleetMoment } from "./use-fleet-moment.js";
import { useSortedStores } from "./use-sorted-stores.js";
import { WindowPicker } from "./window-picker.js";
import { useCellWriter } from "./write-cells.js";

const OWN_SORT: Sort = { by: "store", isDescending: false };
const NO_FILTER = { regions: [], search: "", statuses: [] };
const NO_DAYS: readonly string[] = [];
const NO_STORES: readonly FleetStore[] = [];

/** All stores: what they will sell, and what can be trusted. */
export default function FleetRoom() {
  const t = useTranslations("fleet");
  const formats = useFormats();
  const [, navigate] = useLocation();
  const { selection, change, linkTo } = useSelection();
  const { stores: chosenCodes, from, span } = selection;
  const { today, registryLostSince } = useFleetMoment();
  const { view, problem, isWhole, retry } = useFleet(selection, today);
  useRefreshedAt(null, retry);
  const days = view?.days ?? NO_DAYS;

  const shownCodes = useMemo(() => view?.shown.map(({ code }) => code) ?? [], [view]);
  const lost = view?.all.filter(({ status }) => status === "FAILED").length ?? 0;

  const isNarrow = useMedia("(max-width: 40rem)");
  const columns = useMemo(() => (isNarrow ? NARROW_COLUMNS : listColumns(days.length)), [isNarrow, days]);
  const sort = selection.sort && isColumn(selection.sort.by, days.length) ? selection.sort : OWN_SORT;
  const sorted = useSortedStores(view?.shown ?? NO_STORES, days, sort);
  const files = useFleetFiles({ stores: sorted, days, demand: view?.demand });
  const chosen = useMemo(() => new Set(chosenCodes), [chosenCodes]);
  const write = useCellWriter(days, linkTo(""));
  const onSort = (by: string) => {
    const isDescending = sort.by === by ? !sort.isDescending : false;
    const isOwn = by === OWN_SORT.by && !isDescending;
    change({ sort: isOwn ? null : { by, isDescending } }, "replace");
  };
  const onChoose = useCallback(
    (codes: readonly string[], isChosen: boolean) => change({ stores: choose(chosenCodes, codes, isChosen) }),
    [change, chosenCodes],
  );

  const [first] = days;
  const window = first === undefined ? "" : formats.window({ from: first, to: addDays(days.at(-1)!, 1) });
  if (view?.all.length === 0 && isWhole) {
    return (
      <Room title={t("title")} tab={t("title")} summary={t("count", { count: 0 })}>
        <EmptyFleet onLook={retry} />
      </Room>
    );
  }
  const whose =
    view && view.chosen.length > 0
      ? t("chosenStores", { count: view.chosen.length })
      : t("shownStores", { count: view?.shown.length ?? 0 });
  return (
    <Room
      title={t("title")}
      tab={t("title")}
      summary={<Facts stores={view?.all.length} reach={view?.reach} {...{ window, registryLostSince }} />}
      actions={<WindowPicker {...{ from, today, span }} onChange={(part) => change(part, "push")} />}
    >
      {problem && (
        <Problem problem={problem} onRetry={retry}>
          {lost > 0 && <p>{t("notLoaded", { count: lost })}</p>}
        </Problem>
      )}
      {(view || !problem) && (
        <>
          <Toolbar
            selection={selection}
            regions={view?.regions ?? []}
            counts={view?.counts}
            onChange={change}
          />
          <DemandChart
            demand={view?.demand}
            asked={(view && (view.chosen.length > 0 ? view.chosen : view.shown).length) ?? 0}
            {...{ whose, window, span }}
          />
          <Tally
            shown={view?.shown.length}
            all={view?.all.length ?? 0}
            chosen={view?.chosen.length ?? 0}
            isPart={!isWhole}
            compareTo={linkTo("/compare")}
            onClear={() => change({ stores: [] }, "push")}
          >
            <ExportMenu choices={files} isDisabled={files.length === 0} />
            {shownCodes.length > 0 && <RefreshButton target={chooseTarget(selection, shownCodes)} />}
          </Tally>
          {!view ? (
            <GridSkeleton />
          ) : view.shown.length === 0 ? (
            <NoMatch onShowAll={() => change(NO_FILTER, "push")} />
          ) : (
            <FleetGrid
              stores={sorted}
              {...{ columns, isNarrow, days, sort, chosen, write, onSort, onChoose }}
              label={t("caption", { window })}
              onOpen={({ code }) => navigate(linkTo(`/stores/${encodeURIComponent(code)}`))}
            />
          )}
        </>
      )}
    </Room>
  );
}
