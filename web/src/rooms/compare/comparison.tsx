import { useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { useKept } from "../../api/use-kept.js";
import { useLiveQuery } from "../../api/use-live-query.js";
import { ChartPlace, TimeChart, type TimeChartHandle } from "../../chart/index.js";
import { chartWindows } from "../../chart/windows.js";
import { ExportMenu } from "../../export/export-menu.js";
import { addDays, type Day } from "../../format/day.js";
import { useFormats } from "../../format/use-formats.js";
import type { ComparedStoreFragment } from "../../gql/graphql.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Problem } from "../../parts/problem.js";
import { Segments } from "../../parts/segments.js";
import { HORIZONS } from "../../selection/selection.js";
import { useAddress } from "../../selection/use-address.js";
import { useSelection } from "../../selection/use-selection.js";
import { indexBase, makeComparison } from "./chart-content.js";
import { inOrder } from "./chosen.js";
import { COMPARE } from "./compare-query.js";
import styles from "./compare.module.css";
import { decodeScale, encodeScale, SCALES } from "./scale.js";
import { sumUp } from "./totals.js";
import { TotalsTable } from "./totals-table.js";
import { useFiles } from "./use-files.js";

interface ComparisonProps {
  /** In the order of choosing. */
  stores: readonly ComparedStoreFragment[];
  today: Day;
}

/** The stores in one chart, and their totals. */
export function Comparison({ stores, today }: ComparisonProps) {
  const t = useTranslations("compare");
  const { window: writeWindow, list } = useFormats();
  const { selection, change } = useSelection();
  const [scaleText, setScaleText] = useAddress("scale");
  const scale = decodeScale(scaleText);
  const { days } = selection;
  const chart = useRef<TimeChartHandle>(null);
  const ahead = { from: today, to: addDays(today, days) };
  const { codes, windows, first } = useMemo(() => listWindows(stores, today, days), [days, stores, today]);
  const { data, problem, isFetching, retry } = useLiveQuery(COMPARE, {
    ...{ filter: { storeIds: [...codes].sort() }, shown: { from: first, to: ahead.to }, ahead, days },
  });
  useRefreshedAt(codes, retry);
  const kept = useKept(data);
  const compared = useMemo(
    () =>
      inOrder(kept?.stores.nodes ?? [], codes).map(({ code, name, sales, shown }) => ({
        ...{ code, name, points: shown?.points ?? [] },
        sales: windows.get(code)?.hasHistory ? sales : [],
      })),
    [codes, kept, windows],
  );
  const content = useMemo(
    () =>
      makeComparison(compared, scale, today, {
        today: t("today"),
        closed: t("closed"),
        closedAt: (names) => t("closedAt", { names: list(names) }),
      }),
    [compared, list, scale, t, today],
  );
  const rows =
    data &&
    inOrder(data.stores.nodes, codes).map((store) => sumUp(store, store.ahead, indexBase(store.sales)));
  const withoutIndex = compared.filter(({ sales }) => indexBase(sales) === null).map(({ name }) => name);
  const from = compared.flatMap(({ sales }) => sales.slice(0, 1).map(({ date }) => date)).sort()[0];
  const title = t(`titles.${scale}`, { window: writeWindow({ from: from ?? first, to: ahead.to }) });
  const files = useFiles({ compared, rows: rows ?? [], scale, today, days, chart });

  return (
    <section className={styles.comparison} aria-busy={isFetching} aria-label={title}>
      {problem && <Problem problem={problem} onRetry={retry} />}
      <div className={styles.controls}>
        <Segments
          legend={t("horizon")}
          options={HORIZONS.map((horizon) => [horizon, t("days", { days: horizon })] as const)}
          value={days}
          onChoose={(next) => change({ days: next })}
        />
        <Segments
          legend={t("scale")}
          options={SCALES.map((one) => [one, t(`scales.${one}`)] as const)}
          value={scale}
          onChoose={(next) => setScaleText(encodeScale(next))}
        />
        <div className={styles.export}>
          <ExportMenu choices={files} isDisabled={!rows} />
        </div>
      </div>
      <p className={styles.note}>
        {t(`notes.${scale}`)}
        {scale === "index" && withoutIndex.length > 0 && ` ${t("noIndex", { names: list(withoutIndex) })}`}
      </p>
      {kept ? <TimeChart ref={chart} title={title} content={content} /> : <ChartPlace />}
      {(rows || !problem) && <TotalsTable rows={rows} expected={stores.length} days={days} />}
    </section>
  );
}

/** Which days are asked for: those of the store whose data ends first. */
function listWindows(stores: readonly ComparedStoreFragment[], today: Day, days: number) {
  const windows = new Map(
    stores.map(({ code, dataThrough }) => [code, chartWindows(today, dataThrough ?? null, days)]),
  );
  const [first = today] = [...windows.values()].map(({ forecast }) => forecast.from).sort();
  return { codes: stores.map(({ code }) => code), windows, first };
}
