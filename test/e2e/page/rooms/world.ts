import { startPageWorld, type PageWorld } from "../../../support/page.js";

/** Stores of the world that all rooms share; the last has sales, and no model. */
export const STORES = 8;
export const TRAINED = STORES - 1;
/** Code of the one that has no model. */
export const UNTRAINED = String(STORES);

/** Gives the world once it is there: rooms are described before. */
export type GetWorld = () => PageWorld;

export const startRoomsWorld = (): Promise<PageWorld> => startPageWorld(STORES, TRAINED);
