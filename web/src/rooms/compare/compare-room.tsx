import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useLiveQuery } from "../../api/use-live-query.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import { Notice } from "../../parts/notice.js";
import { Problem } from "../../parts/problem.js";
import { Room } from "../../parts/room.js";
import { useSelection } from "../../selection/use-selection.js";
import { CompareTable } from "./compare-table.js";

const COMPARE = graphql(`
  query Compare($filter: StoreFilterInput!, $window: DateWindowInput) {
    forecasts(first: 6, filter: $filter, window: $window) {
      nodes {
        ...CompareRow
        window {
          from
          to
        }
      }
    }
  }
`);

/** More lines in one chart cannot be told apart. */
const MOST = 6;

/** The chosen stores side by side. */
export default function CompareRoom() {
  const t = useTranslations();
  const { selection, linkTo } = useSelection();
  const { stores } = selection;
  const title = t("compare.title");
  return (
    <Room
      title={title}
      tab={title}
      summary={stores.length > MOST ? t("compare.tooMany", { count: stores.length, most: MOST }) : null}
    >
      {stores.length === 0 ? (
        <Notice title={t("compare.empty")}>
          <p>{t("compare.emptyHow", { most: MOST })}</p>
          <Link href={linkTo("/")}>{t("app.toFleet")}</Link>
        </Notice>
      ) : (
        <Comparison stores={stores.slice(0, MOST)} />
      )}
    </Room>
  );
}

function Comparison({ stores }: { stores: readonly string[] }) {
  const t = useTranslations("compare");
  const { window: writeWindow } = useFormats();
  const { data, problem, retry } = useLiveQuery(COMPARE, {
    filter: { storeIds: [...stores] },
    window: null,
  });
  const rows = data?.forecasts.nodes.filter((forecast) => forecast !== null);
  const window = rows?.[0] ? writeWindow(rows[0].window) : "";
  return (
    <>
      {problem && <Problem problem={problem} onRetry={retry} />}
      {(rows || !problem) && (
        <CompareTable rows={rows} expected={stores.length} caption={t("caption", { window })} />
      )}
    </>
  );
}
