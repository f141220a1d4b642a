/** How many jobs have ended lately, by the database's clock. */
export interface RecentEnds {
  ended: number;
  /** Since the first of them; null without any. */
  seconds: number | null;
}

/** How far back an end counts as recent, minutes. */
export const RECENT_MINUTES = 5;

/** When `open` jobs will have ended at the recent rate; null when none is open, or fewer than two ends tell the rate. */
export function expectFinish(open: number, { ended, seconds }: RecentEnds, now: Date): Date | null {
  if (open === 0 || ended < 2 || seconds === null || seconds <= 0) return null;
  return new Date(now.getTime() + (open / ((ended - 1) / seconds)) * 1_000);
}
