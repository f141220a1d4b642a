import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { StoreFactsFragment } from "../../gql/graphql.js";
import { Skeleton } from "../../parts/skeleton.js";
import { spaceWords } from "./attribute-name.js";
import { OutsideLink } from "./outside-link.js";
import styles from "./store.module.css";

graphql(`
  fragment StoreFacts on Store {
    dataThrough
    attributes {
      name
      value
    }
    champion {
      id
      version
      trainedThrough
      trainedAt
      detailsUrl
      backtest {
        metrics {
          wape
        }
        baseline {
          wape
        }
      }
    }
  }
`);

/** As many as Rossmann's stores have, whose place is kept until they come. */
const USUAL_ATTRIBUTES = [1, 2, 3, 4, 5, 6];

interface FactsProps {
  /** Undefined until it has come. */
  store: StoreFactsFragment | undefined;
}

/** What is known of the store and its model, at a glance. */
export function Facts({ store }: FactsProps) {
  const t = useTranslations("store");
  const { fullDay, instant, percent } = useFormats();
  const champion = store?.champion;
  const wape = champion?.backtest?.metrics.wape;
  const baseline = champion?.backtest?.baseline.wape;
  const coming = <Skeleton characters={8} />;
  return (
    <dl className={styles.facts}>
      <Fact name={t("dataThrough")}>
        {store ? store.dataThrough ? fullDay(store.dataThrough) : <Nothing why={t("noSales")} /> : coming}
      </Fact>
      <Fact name={t("trainedThrough")}>
        {store ? champion ? fullDay(champion.trainedThrough) : <Nothing why={t("noModel")} /> : coming}
      </Fact>
      <Fact name={t("model")}>
        {store ? (
          champion ? (
            <>
              <OutsideLink href={champion.detailsUrl}>
                {t("version", { version: champion.version })}
              </OutsideLink>
              {champion.trainedAt && <span className={styles.soft}>, {instant(champion.trainedAt)}</span>}
            </>
          ) : (
            <Nothing why={t("noModel")} />
          )
        ) : (
          coming
        )}
      </Fact>
      <Fact name={t("wape")}>
        {store ? (
          wape == null ? (
            <Nothing why={t("noBacktest")} />
          ) : (
            <>
              {percent(wape)}
              {baseline != null && (
                <span className={styles.soft}> {t("baselineWape", { wape: percent(baseline) })}</span>
              )}
            </>
          )
        ) : (
          coming
        )}
      </Fact>
      {store
        ? store.attributes.map(({ name, value }) => (
            <Fact key={name} name={spaceWords(name)}>
              {value || <Nothing why={t("noValue")} />}
            </Fact>
          ))
        : USUAL_ATTRIBUTES.map((place) => (
            <Fact key={place} name={coming}>
              {coming}
            </Fact>
          ))}
    </dl>
  );
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Nothing({ why }: { why: string }) {
  return <span title={why}>–</span>;
}
