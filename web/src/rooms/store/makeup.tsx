import { useTranslations } from "use-intl";
import { useLiveQuery } from "../../api/use-live-query.js";
import type { DayWindow } from "../../format/formats.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Problem } from "../../parts/problem.js";
import { Skeleton } from "../../parts/skeleton.js";
import { addUp, placeBar } from "./components.js";
import styles from "./why.module.css";
import { useKept } from "../../api/use-kept.js";

const MAKEUP = graphql(`
  query StoreMakeup($id: ID!, $window: DateWindowInput!) {
    store(id: $id) {
      id
      forecast(window: $window) {
        points {
          date
          yhat
          isOpen
          components {
            name
            value
          }
        }
      }
    }
  }
`);

const KNOWN = [
  ...(["baseline", "trend", "weekly", "yearly", "holidays", "public_holidays", "promo"] as const),
  ...(["school_holiday", "seasons", "month_days"] as const),
];

interface MakeupProps {
  code: string;
  window: DayWindow;
  /** Whether the model was trained on that day. */
  isTrainedOn: boolean;
}

/** The parts of a forecast, which add up to it. */
export function Makeup({ code, window, isTrainedOn }: MakeupProps) {
  const t = useTranslations("store");
  const { units, signedUnits } = useFormats();
  const { data, problem, retry } = useLiveQuery(MAKEUP, { id: code, window });
  useRefreshedAt([code], retry);
  const points = useKept(data)?.store?.forecast?.points;
  if (problem && !points) return <Problem problem={problem} onRetry={retry} />;
  if (!points) return <Skeleton characters={16} />;
  const { parts, sum, floor, yhat, openDays } = addUp(points);
  if (openDays === 0) return <p>{t("closedMakeup")}</p>;
  const rows = floor > 0 ? [...parts, { name: "floor", value: floor }] : parts;
  const values = [...rows.map(({ value }) => value), sum, yhat];
  const nameOf = (name: string) => {
    const known = KNOWN.find((one) => one === name);
    return known ? t(`parts.${known}`) : name === "floor" ? t("floor") : name;
  };
  return (
    <div className={styles.makeup}>
      {isTrainedOn && <p className={styles.soft}>{t("pastMakeup")}</p>}
      <table className={styles.parts}>
        <caption>{t("makeupCaption", { days: openDays })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("part")}</th>
            <th scope="col">{t("units")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, value }, index) => (
            <tr key={name}>
              <th scope="row">{nameOf(name)}</th>
              <td>{index === 0 ? units(value) : signedUnits(value)}</td>
              <Bar value={value} values={values} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("forecast")}</th>
            <td>{units(yhat)}</td>
            <Bar value={yhat} values={values} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Bar({ value, values }: { value: number; values: readonly number[] }) {
  const { left, width } = placeBar(value, values);
  const style = { left: `${left * 100}%`, width: `${width * 100}%` };
  return (
    <td className={styles.track} aria-hidden="true">
      <span className={value < 0 ? styles.less : styles.more} style={style} />
    </td>
  );
}
