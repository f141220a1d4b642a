import { lazy, Suspense } from "react";
import { useTranslations } from "use-intl";
import { Link, Route, Switch } from "wouter";
import { Notice } from "../parts/notice.js";
import { Room } from "../parts/room.js";
import { Skeleton } from "../parts/skeleton.js";

const FleetRoom = lazy(() => import("../rooms/fleet/fleet-room.js"));
const StoreRoom = lazy(() => import("../rooms/store/store-room.js"));
const ActivityRoom = lazy(() => import("../rooms/activity/activity-room.js"));
const CompareRoom = lazy(() => import("../rooms/compare/compare-room.js"));

/** The room that the address names. */
export function Rooms() {
  return (
    <Suspense fallback={<ComingRoom />}>
      <Switch>
        <Route path="/">
          <FleetRoom />
        </Route>
        <Route path="/stores/:code">{({ code }) => <StoreRoom key={code} code={code} />}</Route>
        <Route path="/compare">
          <CompareRoom />
        </Route>
        <Route path="/activity">
          <ActivityRoom />
        </Route>
        <Route>
          <NoRoom />
        </Route>
      </Switch>
    </Suspense>
  );
}

function ComingRoom() {
  const t = useTranslations("app");
  return (
    <Room title={<Skeleton />} tab={t("loading")} summary={<Skeleton characters={16} />}>
      {null}
    </Room>
  );
}

function NoRoom() {
  const t = useTranslations("app");
  return (
    <Notice title={t("notFound")}>
      <Link href="/">{t("toFleet")}</Link>
    </Notice>
  );
}
