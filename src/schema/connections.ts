import { makeConnectionTypes } from "./connection-types.js";
import { Forecast } from "./forecast.js";
import { ModelVersion } from "./model-version.js";
import { RetrainJob } from "./retrain-job.js";
import { Store } from "./store.js";

export const StoreConnection = makeConnectionTypes(Store, {
  name: "Store",
  item: "store",
  items: "stores",
});

export const ForecastConnection = makeConnectionTypes(Forecast, {
  name: "Forecast",
  item: "forecast",
  items: "forecasts",
  nullable: { where: "a model failed to load", if: "its model failed to load" },
});

export const ModelVersionConnection = makeConnectionTypes(ModelVersion, {
  name: "ModelVersion",
  item: "version",
  items: "versions",
});

export const RetrainJobConnection = makeConnectionTypes(RetrainJob, {
  name: "RetrainJob",
  item: "job",
  items: "jobs",
});
