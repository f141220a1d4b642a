import { useCallback, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useLiveQuery } from "../../api/use-live-query.js";
import { ChartPlace, TimeChart } from "../../chart/index.js";
import type { Day } from "../../format/day.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import { Problem } from "../../parts/problem.js";
import { useSelection } from "../../selection/use-selection.js";
import { makeChartContent } from "./chart-content.js";
import { HorizonChoice } from "./horizon-choice.js";
import { LevelSlider } from "./level-slider.js";
import { decodeLevel, encodeLevel } from "./level.js";
import { PointsTable } from "./points-table.js";
import styles from "./store.module.css";
import { useAddress } from "./use-address.js";
import { useChartWords } from "./use-chart-words.js";
import { useKept } from "./use-kept.js";
import { chartWindows } from "./windows.js";

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
  const [picked, setPicked] = useState<Day | null>(null);
  const level = decodeLevel(levelText);
  const withFolds = folds !== null;
  const { forecast: window, hasHistory } = useMemo(
    () => chartWindows(today, dataThrough, selection.days),
    [dataThrough, selection.days, today],
  );
  const variables = { id: code, window, level: level / 100, withFolds };
  const { data, problem, isFetching, retry } = useLiveQuery(DAYS, variables);
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

  return (
    <section className={styles.section} aria-busy={isFetching}>
      {problem && <Problem problem={problem} onRetry={retry} />}
      <div className={styles.controls}>
        <HorizonChoice days={selection.days} onChoose={(days) => change({ days })} />
        <LevelSlider level={level} onChange={chooseLevel} />
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={withFolds}
            onChange={(event) => setFolds(event.target.checked ? "1" : null)}
          />
          {t("showBacktest")}
        </label>
      </div>
      <p className={styles.total}>
        {total === undefined
          ? "\u00a0"
          : t("total", { units: units(total), window: writeWindow({ from: today, to: window.to }) })}
      </p>
      {content ? (
        <TimeChart title={t("chartTitle", { name })} content={content} onPick={setPicked} />
      ) : (
        <ChartPlace />
      )}
      <PointsTable points={coming} level={level / 100} />
      {picked}
    </section>
  );
}
