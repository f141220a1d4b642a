/** A German state of the chain: how many stores of each 1,115 it has, and how its school year runs. */
export interface SampleState {
  code: string;
  stores: number;
  /** Calendar of its public holidays. */
  calendar: string;
  school: SchoolYear;
}

/** What tells one state's school holidays from another's. */
export interface SchoolYear {
  /** Summer starts in one of six weeks, another each year; `late` is the first of August every year. */
  summer: 0 | 1 | 2 | 3 | 4 | 5 | "late";
  /** Weeks off in February. */
  winterWeeks: 0 | 1 | 2;
  /** Weeks off from Whit Monday; with none, the Tuesday after. */
  whitsunWeeks: 0 | 1 | 2;
  /** Weeks off in October. */
  autumnWeeks: 1 | 2;
}

/** Stores that the shares add up to. */
export const SAMPLE_CHAIN_SIZE = 1_115;

export const BAVARIA = "BY";

/** States by number of stores. */
export const SAMPLE_STATES: readonly SampleState[] = [
  makeState("NW", 286, { summer: 3, winterWeeks: 0, whitsunWeeks: 0, autumnWeeks: 2 }),
  makeState(BAVARIA, 180, { summer: "late", winterWeeks: 1, whitsunWeeks: 2, autumnWeeks: 1 }),
  makeState("SH", 115, { summer: 0, winterWeeks: 0, whitsunWeeks: 0, autumnWeeks: 2 }),
  makeState("HE", 112, { summer: 2, winterWeeks: 0, whitsunWeeks: 0, autumnWeeks: 2 }),
  makeState("BE", 92, { summer: 1, winterWeeks: 1, whitsunWeeks: 0, autumnWeeks: 2 }),
  makeState("SN", 75, { summer: 4, winterWeeks: 2, whitsunWeeks: 0, autumnWeeks: 2 }),
  makeState("BW", 73, { summer: "late", winterWeeks: 0, whitsunWeeks: 2, autumnWeeks: 1 }),
  makeState("ST", 56, { summer: 4, winterWeeks: 1, whitsunWeeks: 1, autumnWeeks: 1 }),
  makeState("RP", 40, { summer: 2, winterWeeks: 0, whitsunWeeks: 0, autumnWeeks: 2 }),
  makeState("TH", 36, { summer: 4, winterWeeks: 1, whitsunWeeks: 0, autumnWeeks: 2 }),
  makeState("HH", 28, { summer: 0, winterWeeks: 0, whitsunWeeks: 1, autumnWeeks: 2 }),
  makeState("HBNI", 22, { summer: 5, winterWeeks: 0, whitsunWeeks: 0, autumnWeeks: 2 }),
];

function makeState(code: string, stores: number, school: SchoolYear): SampleState {
  // Bremen and Lower Saxony are one region and keep the same public holidays.
  return { code, stores, calendar: `DE-${code === "HBNI" ? "NI" : code}`, school };
}
