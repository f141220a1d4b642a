/** Rate and offset of a logistic trend without changes of slope. */
export interface LogisticStart {
  k: number;
  m: number;
}

/** Shares of the cap that the first and the last row are kept between. */
const LOWEST_SHARE = 0.01;
const HIGHEST_SHARE = 0.99;
/** Curves through two shares closer than this have no slope; the first is then moved apart by the factor. */
const CLOSEST = 0.01;
const APART = 1.05;

/** Where Prophet's search starts: the curve through the first and the last row, neither beyond reach of the cap. */
export function makeLogisticStart(t: Float64Array, y: Float64Array, cap: Float64Array): LogisticStart {
  const span = t.at(-1)! - t[0]!;
  const last = makeRatio(y.at(-1)!, cap.at(-1)!);
  let first = makeRatio(y[0]!, cap[0]!);
  if (Math.abs(first - last) <= CLOSEST) first *= APART;
  const from = Math.log(first - 1);
  const to = Math.log(last - 1);
  return { k: (from - to) / span, m: (from * span) / (from - to) };
}

/** The cap over y. */
function makeRatio(y: number, cap: number): number {
  return cap / Math.max(LOWEST_SHARE * cap, Math.min(HIGHEST_SHARE * cap, y));
}
