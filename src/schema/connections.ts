import { AuditEntry } from "./audit-entry.js";
import { makeConnectionTypes } from "./connection-types.js";
import { Forecast } from "./forecast.js";
import { ModelVersion } from "./model-version.js";
import { RetrainBatch, RetrainBatchStore } from "./retrain-batch.js";
import { RetrainJob } from "./retrain-job.js";
import { Store } from "./store.js";

export const AuditEntryConnection = makeConnectionTypes(AuditEntry, {
  name: "AuditEntry",
  item: "deed",
  items: "deeds",
});

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

export const RetrainBatchConnection = makeConnectionTypes(RetrainBatch, {
  name: "RetrainBatch",
  item: "batch",
  items: "batches",
});

export const RetrainBatchStoreConnection = makeConnectionTypes(RetrainBatchStore, {
  name: "RetrainBatchStore",
  item: "store of a batch",
  items: "stores of a batch",
});
