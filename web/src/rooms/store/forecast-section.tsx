import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useLiveQuery } from "../../api/use-live-query.js";
import { ChartPlace, TimeChart, type TimeChartHandle } from "../../chart/index.js";
import { chartWindows } from "../../chart/windows.js";
import { ExportMenu } from "../../export/export-menu.js";
import type { Day } from "../../format/day.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import type { StorePointFragment } from "../../gql/graphql.js";
import { Problem } from "../../parts/problem.js";
import { Segments } from "../../parts/segments.js";
import { HORIZONS } from "../../selection/selection.js";
import { useAddress } from "../../selection/use-address.js";
import { useSelection } from "../../selection/use-selection.js";
import { makeChartContent } from "./chart-content.js";
import { LevelSlider } from "./level-slider.js";
import { decodeLevel, encodeLevel } from "./level.js";
import { PointsTable } from "./points-table.js";
import styles from "./store.module.css";
import { useChartWords } from "./use-chart-words.js";
import { useStoreFiles } from "./use-store-files.js";
import { useKept } from "../../api/use-kept.js";
import { WhySection, type Explained } from "./why-section.js";

const DAYS = graphql(`
  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {
    store(id: $id) {
      id
      sales {
        ...StoreDay
      }
      planned: sales(window: $window) {
        ...StoreDay
      }
      forecast(window: $window, level: $level) {
        trainedThrough
        points {
          ...StorePoint
        }
      }
      champion @include(if: $withFolds) {
        id
        backtest {
          metrics {
            level
          }
          folds {
            ...BacktestFold
          }
        }
      }
    }
  }

  fragment StoreDay on Observation {
    date
    y
    isOpen
    holiday
    events
  }

  fragment BacktestFold on BacktestFold {
    cutoff
    points {
      date
      yhat
      lower
      upper
    }
  }
`);

interface ForecastSectionProps {
  code: string;
  name: string;
  today: Day;
  dataThrough: Day | null;
}

/** What the store sold and will sell, day by day. */
export function ForecastSection({ code, name, today, dataThrough }: ForecastSectionProps) {
  const t = useTranslations("store");
  const { units, window: writeWindow } = useFormats();
  const { selection, change } = useSelection();
  const [levelText, setLevelText] = useAddress("level");
  const [folds, setFolds] = useAddress("backtest");
  const chart = useRef<TimeChartHandle>(null);
  const [explained, setExplained] = useState<Explained | null>(null);
  const level = decodeLevel(levelText);
  const withFolds = folds !== null;
  const { forecast: window, hasHistory } = useMemo(
    () => chartWindows(today, dataThrough, selection.days),
    [dataThrough, selection.days, today],
  );
  const variables = { id: code, window, level: level / 100, withFolds };
  const { data, problem, retry } = useLiveQuery(DAYS, variables);
  useRefreshedAt([code], retry);
  const shown = useKept(data)?.store;
  const backtest = withFolds ? shown?.champion?.backtest : null;
  const words = useChartWords(level / 100, backtest?.metrics.level ?? 0.8);
  const content = useMemo(() => {
    if (!shown) return null;
    const { sales, planned, forecast } = shown;
    return makeChartContent(
      {
        ...{ today, planned, sales: hasHistory ? sales : [], folds: backtest?.folds ?? [] },
        ...{ points: forecast?.points ?? [], trainedThrough: forecast?.trainedThrough ?? null },
      },
      words,
    );
  }, [backtest, hasHistory, shown, today, words]);
  const coming = useMemo(() => shown?.forecast?.points.filter(({ date }) => date >= today), [shown, today]);
  const total = coming?.reduce((sum, { yhat }) => sum + yhat, 0);
  const chooseLevel = useCallback((next: number) => setLevelText(encodeLevel(next)), [setLevelText]);
  const explainDay = useCallback((day: Day) => setExplained({ day }), []);
  const files = useStoreFiles({
    code,
    today,
    points: coming,
    planned: shown?.planned,
    level: level / 100,
    chart,
  });

  return (
    <section className={styles.section}>
      {problem && <Problem problem={problem} onRetry={retry} />}
      <div className={styles.controls}>
        <Segments
          legend={t("horizon")}
          options={HORIZONS.map((horizon) => [horizon, t("days", { days: horizon })] as const)}
          value={selection.days}
          onChoose={(days) => change({ days })}
        />
        <LevelSlider level={level} onChange={chooseLevel} />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={withFolds}
            onChange={(event) => setFolds(event.target.checked ? "1" : null)}
          />
          {t("showBacktest")}
        </label>
        <div className={styles.save}>
          <ExportMenu choices={files} isDisabled={!coming} />
        </div>
      </div>
      <p className={styles.total}>
        {total === undefined
          ? "\u00a0"
          : t("total", { units: units(total), window: writeWindow({ from: today, to: window.to }) })}
      </p>
      <Assumed points={coming} />
      {withFolds && shown?.champion !== undefined && !backtest?.folds?.length && (
        <p className={styles.soft}>{t("noFolds")}</p>
      )}
      {content ? (
        <TimeChart ref={chart} title={t("chartTitle", { name })} content={content} onPick={explainDay} />
      ) : (
        <ChartPlace />
      )}
      <WhySection
        code={code}
        window={{ from: today, to: window.to }}
        trainedThrough={shown?.forecast?.trainedThrough ?? null}
        explained={explained}
        onExplain={setExplained}
      />
      <PointsTable points={coming} planned={shown?.planned} rows={selection.days} level={level / 100} />
    </section>
  );
}

/** Says of how many days opening and events are only assumed. */
function Assumed({ points }: { points: readonly StorePointFragment[] | undefined }) {
  const t = useTranslations("store");
  const assumed = points?.filter(({ isAssumed }) => isAssumed).length ?? 0;
  if (!points || assumed === 0) return null;
  return <p className={styles.assumed}>{t("assumption", { days: assumed, of: points.length })}</p>;
}
