import type { Day } from "../model/day.js";

/** Stores reported together. */
export interface Region {
  code: string;
  name: string;
}

/** A shop with its own demand series and model. */
export interface Store {
  /** Surrogate key; never leaves the process. */
  id: number;
  /** The retailer's store number, unique: `1`, `A-17`. */
  code: string;
  name: string;
  regionCode: string;
  /** What the retailer knows of the store, in the order of the import. */
  attributes: { name: string; value: string }[];
  /** IANA time zone that defines its days. */
  timeZone: string;
  /** Calendar of public holidays as country and state, such as `DE-NW`; null when none is known. */
  holidayCalendar: string | null;
  /** Last observed day; null before the first. */
  dataThrough: Day | null;
  /** Counts imports that corrected days at or before the `dataThrough` of their time. */
  dataRevision: number;
}

/** What is known of one day of a store: observed when `y` is a number, planned when it is null. */
export interface StoreDay {
  day: Day;
  /** Units sold; null on a day that has not been observed; 0 on a closed day. */
  y: number | null;
  isOpen: boolean;
  /** Kind of public holiday as imported; null on other days. */
  holiday: string | null;
  /** Known drivers by name: `promo`, `school_holiday`, and any further column of the import. */
  regressors: Record<string, number>;
}

/** Narrows a list of stores: fields AND together, items OR; undefined is no constraint, an empty list matches none. */
export interface StoreFilter {
  storeCodes?: string[];
  regionCodes?: string[];
}

/** A page of a list ordered by store code (numbers by value, then text). */
export interface Page<T> {
  items: T[];
  hasNextPage: boolean;
  /** Items in all pages. */
  totalCount: number;
}

/** Stores and regions in the database. Each method is one query. */
export interface StoreCatalogue {
  /** Stores after the store with code `after`, by code. An unknown `after` throws InvalidInputError. */
  findStores(filter: StoreFilter, page: { first: number; after?: string }): Promise<Page<Store>>;
  /** All stores that match, by code. */
  listStores(filter: StoreFilter): Promise<Store[]>;
  /** Stores by code; unknown codes are absent from the answer. */
  loadStores(codes: readonly string[]): Promise<Map<string, Store>>;
  /** Stores by surrogate key. */
  loadStoresById(ids: readonly number[]): Promise<Map<number, Store>>;
  /** All regions by name. */
  listRegions(): Promise<Region[]>;
  /** Regions by code. */
  loadRegions(codes: readonly string[]): Promise<Map<string, Region>>;
}

/** Everything a training needs to know of one store's past, closed days included. */
export interface StoreHistory {
  /** Observed days, ascending. */
  days: StoreDay[];
}

/** Daily facts of stores. Each method is one query for all stores asked for. */
export interface SalesHistory {
  /** All observed days, ascending, by store id. Stores without any are absent. */
  loadHistories(storeIds: readonly number[]): Promise<Map<number, StoreHistory>>;
  /** Rows of the half-open window [from, to), observed or planned, ascending, by store id. */
  loadDays(storeIds: readonly number[], from: Day, to: Day): Promise<Map<number, StoreDay[]>>;
  /** The last so many observed days, ascending, by store id. */
  loadRecentDays(storeIds: readonly number[], count: number): Promise<Map<number, StoreDay[]>>;
}

/** What an import did. */
export interface ImportReport {
  stores: number;
  /** Rows read from the files. */
  rowsRead: number;
  rowsInserted: number;
  /** Rows whose values differed from what was there. */
  rowsUpdated: number;
  rowsUnchanged: number;
  /** First and last observed day of the files; null without one. */
  firstDay: Day | null;
  lastDay: Day | null;
  /** Stores whose observed days changed, and all that the files of sales name. */
  changedStoreCodes: string[];
  namedStoreCodes: string[];
}
