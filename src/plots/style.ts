/** Told apart by people who see few colours (Okabe and Ito). */
export const COLOUR = {
  actual: "#333333",
  forecast: "#d55e00",
  interval: "#e8b58f",
  baseline: "#999999",
};

/** For parts of a forecast, as many as there may be. */
export const PARTS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999", "#f0e442"];

/** Share as a percentage. */
export function percent(ratio: number | null): string {
  return ratio === null ? "unknown" : `${(100 * ratio).toFixed(1)} %`;
}
