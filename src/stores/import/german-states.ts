import type { Region } from "../types.js";

const NAMES: Record<string, string> = {
  BB: "Brandenburg",
  BE: "Berlin",
  BW: "Baden-Württemberg",
  BY: "Bavaria",
  HB: "Bremen",
  HE: "Hesse",
  HH: "Hamburg",
  MV: "Mecklenburg-Vorpommern",
  NI: "Lower Saxony",
  NW: "North Rhine-Westphalia",
  RP: "Rhineland-Palatinate",
  SH: "Schleswig-Holstein",
  SL: "Saarland",
  SN: "Saxony",
  ST: "Saxony-Anhalt",
  TH: "Thuringia",
};

/** Bremen lies within Lower Saxony, and the data does not tell their stores apart. */
const BREMEN_AND_LOWER_SAXONY = new Set(["HB,NI", "HBNI"]);

/** The region and holiday calendar of a state as Rossmann's files code it; undefined for no state of Germany. */
export function findGermanState(code: string): { region: Region; holidayCalendar: string } | undefined {
  if (BREMEN_AND_LOWER_SAXONY.has(code)) {
    return { region: { code, name: "Bremen and Lower Saxony" }, holidayCalendar: "DE-NI" };
  }
  const name = Object.hasOwn(NAMES, code) ? NAMES[code] : undefined;
  return name === undefined ? undefined : { region: { code, name }, holidayCalendar: `DE-${code}` };
}
