import { setTimeout as delay } from "node:timers/promises";

import type { Random } from "../../src/stores/sample/random.js";
import { graphql } from "../gql/index.js";
import { askData } from "../support/graphql-client.js";
import type { World } from "./world.js";

const RETRAIN = graphql(`
  mutation ChaosRetrain($storeIds: [ID!]!) {
    storesRetrain(input: { filter: { storeIds: $storeIds }, force: true }) {
      results {
        job {
          id
        }
      }
      userErrors {
        message
      }
    }
  }
`);

/** What planners were told. */
export interface Asked {
  /** Requests that were answered. */
  answered: number;
  /** Requests without an answer; each is asked again, somewhere else. */
  unanswered: number;
  /** Ids of the jobs that answers named. */
  jobIds: Set<string>;
}

/** Planners who ask one API or another for the stores of a fleet until they are told to stop. */
export interface Planners {
  asked: Asked;
  /** Resolves when the last of them has its answer. */
  stop(): Promise<void>;
}

/** Longest pause of a planner who got no answer, ms. */
const RETRY_MS = 600;

/** Stores of one region. */
const REGION = 20;

export interface PlannersOptions {
  count: number;
  /** Longest pause between two requests of one planner, ms. */
  pauseMs: number;
  /** A sequence for each planner. */
  makeRandom: (planner: number) => Random;
}

export function startPlanners(world: World, { count, pauseMs, makeRandom }: PlannersOptions): Planners {
  const asked: Asked = { answered: 0, unanswered: 0, jobIds: new Set() };
  let isStopped = false;

  async function ask(storeIds: string[], random: Random): Promise<void> {
    for (;;) {
      const api = world.apis[random.below(world.apis.length)]!;
      try {
        const { storesRetrain } = await askData(api.url!, RETRAIN, { storeIds });
        for (const { job } of storesRetrain?.results ?? []) if (job) asked.jobIds.add(job.id);
        asked.answered += 1;
        return;
      } catch {
        // whatever went wrong, a planner presses the button again
        asked.unanswered += 1;
        await delay(random.uniform() * RETRY_MS);
      }
    }
  }

  async function plan(random: Random): Promise<void> {
    // a morning begins with a region
    await ask(world.storeCodes.slice(0, REGION), random);
    while (!isStopped) {
      await delay(random.uniform() * pauseMs);
      const isRegion = random.below(20) === 0;
      const first = random.below(world.storeCodes.length);
      await ask(world.storeCodes.slice(first, first + (isRegion ? REGION : 1)), random);
    }
  }

  const plans = Array.from({ length: count }, (_, planner) => plan(makeRandom(planner)));
  return {
    asked,
    stop: async () => {
      isStopped = true;
      await Promise.all(plans);
    },
  };
}
