import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useLiveQuery } from "../../api/use-live-query.js";
import { graphql } from "../../gql/index.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Notice } from "../../parts/notice.js";
import { Problem } from "../../parts/problem.js";
import { Room } from "../../parts/room.js";
import { Skeleton } from "../../parts/skeleton.js";
import { StatusBadge } from "../../parts/status-badge.js";
import { RefreshButton } from "../../refresh/refresh-button.js";
import { useSelection } from "../../selection/use-selection.js";
import { ChartPlace } from "../../chart/index.js";
import { Facts } from "./facts.js";
import { ForecastSection } from "./forecast-section.js";
import styles from "./store.module.css";
import { Trust } from "./trust.js";
import { VersionsSection } from "./versions-section.js";

const STORE = graphql(`
  query Store($id: ID!) {
    store(id: $id) {
      id
      code
      name
      region {
        id
        name
      }
      dataThrough
      ...StoreFacts
      ...StoreTrust
      forecast {
        status
        staleReasons
        window {
          from
        }
      }
    }
  }
`);

interface StoreRoomProps {
  code: string;
}

/** One store: its coming days, and what they rest on. */
export default function StoreRoom({ code }: StoreRoomProps) {
  const t = useTranslations();
  const { linkTo } = useSelection();
  const { data, problem, retry } = useLiveQuery(STORE, { id: code });
  useRefreshedAt([code], retry);
  const store = data?.store;
  const forecast = store?.forecast;

  if (store === null) {
    return (
      <Notice title={t("store.missing", { code })}>
        <Link href={linkTo("/")}>{t("app.toFleet")}</Link>
      </Notice>
    );
  }
  return (
    <Room
      title={store ? t("store.title", { name: store.name }) : <Skeleton />}
      tab={store?.name ?? code}
      summary={
        store ? (
          <>
            {t("store.place", { code: store.code, region: store.region.name })} ·{" "}
            <StatusBadge status={forecast?.status ?? null} reasons={forecast?.staleReasons ?? []} />
          </>
        ) : (
          <Skeleton characters={16} />
        )
      }
      actions={<RefreshButton target={{ kind: "store", code }} kind="primary" />}
    >
      {problem && <Problem problem={problem} onRetry={retry} />}
      <Facts store={store} />
      {store && <Trust store={store} />}
      {forecast?.status === "UNTRAINED" && (
        <Notice title={t("store.untrained")}>
          <p>
            {t(store?.dataThrough ? "store.untrainedHow" : "store.noSalesHow")}{" "}
            <code>{store?.dataThrough ? `npx storecast retrain ${code}` : "npx storecast import"}</code>
          </p>
        </Notice>
      )}
      {store && forecast && forecast.status !== "UNTRAINED" && (
        <ForecastSection
          code={code}
          name={store.name}
          today={forecast.window.from}
          dataThrough={store.dataThrough ?? null}
        />
      )}
      {!store && !problem && (
        <div className={styles.coming}>
          <ChartPlace />
        </div>
      )}
      {store && <VersionsSection code={store.code} storeId={store.id} />}
    </Room>
  );
}
