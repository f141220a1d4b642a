import "reflect-metadata";
import { createPubSub } from "@graphql-yoga/subscription";
import type { GraphQLSchema } from "graphql";
import { buildSchema } from "type-graphql";
import { validateArguments } from "../schema/argument-validation.js";
import { AuditResolver } from "./audit-resolver.js";
import { BacktestResolver } from "./backtest-resolver.js";
import { ChampionResolver } from "./champion-resolver.js";
import { FleetResolver } from "./fleet-resolver.js";
import { ForecastConnectionResolver, ForecastResolver } from "./forecast-resolver.js";
import { ModelVersionResolver } from "./model-version-resolver.js";
import { NodeResolver } from "./node-resolver.js";
import { RegionResolver } from "./region-resolver.js";
import { RegistryResolver } from "./registry-resolver.js";
import { RetrainBatchResolver, RetrainBatchStoreResolver } from "./retrain-batch-resolver.js";
import {
  RetrainEventResolver,
  RetrainFailedResolver,
  RetrainRunningResolver,
  RetrainSucceededResolver,
} from "./retrain-event-resolver.js";
import { RetrainJobResolver } from "./retrain-job-resolver.js";
import { RetrainResolver } from "./retrain-resolver.js";
import { StoreResolver } from "./store-resolver.js";
import { ViewerResolver } from "./viewer-resolver.js";

/** The schema with its resolvers, ready to execute. */
export function createExecutableSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      NodeResolver,
      StoreResolver,
      RegionResolver,
      ForecastConnectionResolver,
      ForecastResolver,
      ModelVersionResolver,
      BacktestResolver,
      RetrainResolver,
      RetrainJobResolver,
      RetrainBatchResolver,
      RetrainBatchStoreResolver,
      FleetResolver,
      RetrainEventResolver,
      RetrainRunningResolver,
      RetrainSucceededResolver,
      RetrainFailedResolver,
      ChampionResolver,
      RegistryResolver,
      ViewerResolver,
      AuditResolver,
    ],
    validateFn: validateArguments,
    // TypeGraphQL wants one wherever there is a subscription; ours brings its own stream.
    pubSub: createPubSub(),
  });
}
