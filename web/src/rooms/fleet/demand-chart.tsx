import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { Skeleton } from "../../parts/skeleton.js";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import type { Comparison, Demand } from "./demand.js";
import styles from "./demand-chart.module.css";

interface DemandChartProps {
  /** Undefined until it has come. */
  demand: Demand | undefined;
  /** Whose demand, such as `3 chosen stores`. */
  whose: string;
  /** Which days; empty until they are known. */
  window: string;
  /** Stores that were asked of, with a forecast or not. */
  asked: number;
  /** Days that the window has. */
  span: number;
}

/** Demand of many stores together, day by day: a table that is drawn as bars. */
export function DemandChart({ demand, whose, window, asked, span }: DemandChartProps) {
  const t = useTranslations("fleet");
  const { units } = useFormats();
  return (
    <section className={styles.demand} aria-label={t("demand")} aria-busy={!demand}>
      <div className={styles.total}>
        <h2>{t("demand")}</h2>
        <p className={styles.soft}>{demand ? whose : <Skeleton characters={16} />}</p>
        <p className={styles.figure}>
          {demand ? demand.stores > 0 ? units(demand.total) : "–" : <Skeleton />}
          {demand && demand.stores > 0 && <span className={styles.unit}> {t("unit")}</span>}
        </p>
        {demand && demand.stores < asked && (
          <p className={styles.soft}>{t("partOf", { count: demand.stores, all: asked })}</p>
        )}
        <dl className={styles.trends}>
          <Trend words={t("lastWeek")} comparison={demand?.lastWeek} asked={demand?.stores ?? 0} />
          <Trend words={t("lastYear")} comparison={demand?.lastYear} asked={demand?.stores ?? 0} />
        </dl>
      </div>
      {demand?.stores !== 0 && (
        <Bars demand={demand} caption={`${t("demand")}: ${whose}, ${window}`} span={span} />
      )}
    </section>
  );
}

interface TrendProps {
  words: string;
  comparison: Comparison | undefined;
  asked: number;
}

function Trend({ words, comparison, asked }: TrendProps) {
  const t = useTranslations("fleet");
  const { change } = useFormats();
  const isPart = comparison && comparison.change !== null && comparison.stores < asked;
  return (
    <div className={styles.trend}>
      <dt>{words}</dt>
      <dd>
        {!comparison ? (
          <Skeleton characters={4} />
        ) : comparison.change === null ? (
          <span title={t("noEarlier")}>–</span>
        ) : (
          change(comparison.change)
        )}
        {isPart && (
          <span className={styles.soft}> {t("partOf", { count: comparison.stores, all: asked })}</span>
        )}
      </dd>
    </div>
  );
}

interface BarsProps {
  demand: Demand | undefined;
  caption: string;
  span: number;
}

function Bars({ demand, caption, span }: BarsProps) {
  const t = useTranslations("fleet");
  const { units, shortUnits, weekday, date, count } = useFormats();
  const days = demand?.days ?? Array.from({ length: span }, () => null);
  const highest = Math.max(1, ...(demand?.days.map(({ yhat }) => yhat) ?? []));
  return (
    <table className={styles.bars}>
      <caption>
        <VisuallyHidden>{caption}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <td />
          {days.map((day, i) => (
            <th key={day?.date ?? i} scope="col">
              {day ? (
                <>
                  {weekday(day.date)} <span className={styles.date}>{date(day.date)}</span>
                </>
              ) : (
                <Skeleton characters={4} />
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr className={styles.plot}>
          <th scope="row">
            <VisuallyHidden>{t("unitsRow")}</VisuallyHidden>
          </th>
          {days.map((day, i) => (
            <td key={day?.date ?? i}>
              {day && (
                <>
                  <span className={styles.long}>{units(day.yhat)}</span>
                  <span className={styles.short} aria-hidden="true">
                    {shortUnits(day.yhat)}
                  </span>
                </>
              )}
              <Bar share={(day?.yhat ?? 0) / highest} />
            </td>
          ))}
        </tr>
        <tr className={styles.open}>
          <th scope="row">{t("openRow")}</th>
          {days.map((day, i) => (
            <td key={day?.date ?? i}>
              {day ? (
                t("open", { open: count(day.open), all: count(day.stores) })
              ) : (
                <Skeleton characters={4} />
              )}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

/** @param share of the plot's height, 0 to 1 */
function Bar({ share }: { share: number }) {
  return (
    <svg viewBox="0 0 1 1" preserveAspectRatio="none" className={styles.bar} aria-hidden="true">
      <rect width="1" y={1 - share} height={share} />
    </svg>
  );
}
