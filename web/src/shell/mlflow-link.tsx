import { useTranslations } from "use-intl";
import { useLiveQuery } from "../api/use-live-query.js";
import { graphql } from "../gql/index.js";

const MLFLOW = graphql(`
  query Mlflow {
    stores(first: 1) {
      nodes {
        champion {
          detailsUrl
        }
      }
    }
  }
`);

/** Where the models are; nothing until a model tells. */
export function MlflowLink() {
  const t = useTranslations("app");
  const { data } = useLiveQuery(MLFLOW, {});
  const url = data?.stores.nodes[0]?.champion?.detailsUrl;
  return url ? <a href={`${new URL(url).origin}/`}>{t("mlflow")}</a> : null;
}
