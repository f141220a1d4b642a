import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { Random } from "../../src/stores/sample/random.js";
import type { Service } from "./service.js";
import type { World } from "./world.js";

/** Something that goes wrong, and is put right by nobody but an orchestrator and time. */
export interface Fault {
  name: string;
  /** How often it is chosen, beside the others. */
  weight: number;
  /** Whether a process or server is killed by it. */
  isKill: boolean;
  strike(world: World, random: Random): Promise<void>;
}

/** How long MLflow stays away or its disk full, and an orchestrator takes to start a process again, ms. */
const AWAY_MS = 3_000;
const SHIFTED_CLOCK = resolve(import.meta.dirname, "../support/shifted-clock.cjs");
const HOUR_MS = 3_600_000;

const choose = (services: readonly Service[], random: Random) => services[random.below(services.length)]!;

async function killAndStart(service: Service, extra: Record<string, string> = {}): Promise<void> {
  await service.kill();
  service.start(extra);
}

/** Every fault of which the product must know nothing afterwards. */
export const FAULTS: readonly Fault[] = [
  {
    ...{ name: "worker killed", weight: 8, isKill: true },
    strike: ({ workers }, random) => killAndStart(choose(workers, random)),
  },
  {
    ...{ name: "all workers killed", weight: 1, isKill: true },
    strike: async ({ workers }) => void (await Promise.all(workers.map((worker) => killAndStart(worker)))),
  },
  {
    ...{ name: "worker told to end", weight: 2, isKill: false },
    strike: async ({ workers }, random) => {
      const worker = choose(workers, random);
      await worker.terminate();
      worker.start();
    },
  },
  {
    ...{ name: "worker killed, comes back with its clock an hour off", weight: 2, isKill: true },
    strike: ({ workers }, random) => {
      const shift = random.below(2) === 0 ? HOUR_MS : -HOUR_MS;
      return killAndStart(choose(workers, random), {
        ...{ NODE_OPTIONS: `--require ${SHIFTED_CLOCK}`, CLOCK_SHIFT_MS: String(shift) },
      });
    },
  },
  {
    ...{ name: "API killed", weight: 3, isKill: true },
    strike: ({ apis }, random) => killAndStart(choose(apis, random)),
  },
  {
    ...{ name: "PostgreSQL killed", weight: 2, isKill: true },
    strike: ({ postgres }) => postgres.kill(),
  },
  {
    ...{ name: "PostgreSQL restarted", weight: 1, isKill: false },
    strike: ({ postgres }) => postgres.restart(),
  },
  {
    ...{ name: "MLflow away", weight: 2, isKill: false },
    strike: async ({ mlflow }) => {
      mlflow.cut();
      await delay(AWAY_MS);
      await mlflow.mend();
    },
  },
  {
    ...{ name: "MLflow's disk full", weight: 1, isKill: false },
    strike: async ({ mlflow }) => {
      await mlflow.fillDisk();
      await delay(AWAY_MS);
      await mlflow.mend();
    },
  },
];

/** What can happen to Redis, where the queue is in one. */
export const REDIS_FAULTS: readonly Fault[] = [
  {
    ...{ name: "Redis killed", weight: 2, isKill: true },
    strike: async ({ redis }) => {
      await redis?.kill();
      await redis?.start();
    },
  },
  {
    ...{ name: "Redis lost all it held", weight: 1, isKill: false },
    strike: async ({ redis }) => await redis?.flush(),
  },
];

/** Chooses again and again: first each of them once, in an order of chance, then by weight. */
export function makeChoice(faults: readonly Fault[], random: Random): () => Fault {
  const unseen = [...faults];
  return () => {
    if (unseen.length > 0) return unseen.splice(random.below(unseen.length), 1)[0]!;
    let rest = random.uniform() * faults.reduce((sum, { weight }) => sum + weight, 0);
    return faults.find(({ weight }) => (rest -= weight) < 0) ?? faults[0]!;
  };
}
