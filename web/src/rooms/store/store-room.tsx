import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useLiveQuery } from "../../api/use-live-query.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Notice } from "../../parts/notice.js";
import { Problem } from "../../parts/problem.js";
import { Room } from "../../parts/room.js";
import { Skeleton } from "../../parts/skeleton.js";
import { StatusBadge } from "../../parts/status-badge.js";
import { RefreshButton } from "../../refresh/refresh-button.js";
import { useSelection } from "../../selection/use-selection.js";
import { PointsTable } from "./points-table.js";

const STORE = graphql(`
  query Store($id: ID!, $window: DateWindowInput) {
    store(id: $id) {
      id
      code
      name
      region {
        id
        name
      }
      forecast(window: $window) {
        status
        staleReasons
        totalYhat
        level
        window {
          from
          to
        }
        points {
          ...StorePoint
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
  const { units, window: writeWindow } = useFormats();
  const { linkTo } = useSelection();
  const { data, problem, retry } = useLiveQuery(STORE, { id: code, window: null });
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
            {store.region.name} ·{" "}
            <StatusBadge status={forecast?.status ?? null} reasons={forecast?.staleReasons ?? []} />
          </>
        ) : (
          <Skeleton characters={16} />
        )
      }
      actions={<RefreshButton target={{ kind: "store", code }} kind="primary" />}
    >
      {problem && <Problem problem={problem} onRetry={retry} />}
      {forecast && (
        <p>{t("store.total", { units: units(forecast.totalYhat), window: writeWindow(forecast.window) })}</p>
      )}
      {forecast?.status === "UNTRAINED" ? (
        <Notice title={t("store.untrained")} />
      ) : (
        (forecast || !problem) && <PointsTable points={forecast?.points} level={forecast?.level ?? 0.8} />
      )}
    </Room>
  );
}
