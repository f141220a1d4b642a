import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useKept } from "../../api/use-kept.js";
import { useLiveQuery } from "../../api/use-live-query.js";
import { ChartPlace } from "../../chart/index.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Notice } from "../../parts/notice.js";
import { Problem } from "../../parts/problem.js";
import { Room } from "../../parts/room.js";
import { useSelection } from "../../selection/use-selection.js";
import { Chips } from "./chips.js";
import { findUnknown, inOrder, MOST, takeFirst } from "./chosen.js";
import { askFor, COMPARED, storesOf } from "./compare-query.js";
import styles from "./compare.module.css";
import { Comparison } from "./comparison.js";
import { StorePicker } from "./store-picker.js";
import { TotalsTable } from "./totals-table.js";

/** The chosen stores side by side. */
export default function CompareRoom() {
  const t = useTranslations();
  const { selection, change, linkTo } = useSelection();
  const { compared, beyond } = useMemo(() => takeFirst(selection.stores), [selection.stores]);
  const { data, problem, retry } = useLiveQuery(COMPARED, askFor(compared));
  useRefreshedAt(compared, retry);
  const kept = useKept(data);
  const stores = useMemo(() => inOrder(kept ? storesOf(kept) : [], compared), [compared, kept]);
  const isAnswered = data !== undefined && !problem;
  const unknown = isAnswered ? findUnknown(storesOf(data), compared) : [];
  const today = stores.find(({ forecast }) => forecast)?.forecast?.window.from;
  const title = t("compare.title");
  const choose = (codes: readonly string[]) => change({ stores: codes }, "push");

  return (
    <Room
      title={title}
      tab={title}
      summary={
        beyond > 0 ? t("compare.tooMany", { count: compared.length + beyond, most: MOST }) : t("compare.what")
      }
    >
      <div className={styles.chooser}>
        <StorePicker
          chosen={compared}
          isFull={compared.length >= MOST}
          onChoose={(code) => choose([...compared, code])}
        />
        <Chips
          codes={compared}
          stores={stores}
          unknown={unknown}
          onRemove={(code) => choose(selection.stores.filter((other) => other !== code))}
        />
      </div>
      <p role="status" className={styles.unknown}>
        {unknown.length > 0 && t("compare.unknown", { count: unknown.length, codes: unknown.join(", ") })}
      </p>
      {problem && <Problem problem={problem} onRetry={retry} />}
      {today !== undefined && <Comparison stores={stores} today={today} />}
      {stores.length === 0 && (isAnswered || compared.length === 0) && (
        <Notice title={t("compare.empty")}>
          <p>{t("compare.emptyHow", { most: MOST })}</p>
          <Link href={linkTo("/")}>{t("app.toFleet")}</Link>
        </Notice>
      )}
      {stores.length === 0 && !isAnswered && !problem && compared.length > 0 && (
        <ComingComparison stores={compared.length} days={selection.days} />
      )}
    </Room>
  );
}

/** Keeps the place of a comparison. */
function ComingComparison({ stores, days }: { stores: number; days: number }) {
  return (
    <>
      <div className={styles.controls} />
      <p className={styles.note}>{"\u00a0"}</p>
      <ChartPlace />
      <TotalsTable rows={undefined} expected={stores} days={days} />
    </>
  );
}
