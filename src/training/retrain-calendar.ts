import { CronExpressionParser, type CronExpression } from "cron-parser";

import { ConfigurationError } from "../errors.js";
import { isTimeZone } from "../stores/import/store-record.js";

/** When retrains are asked for without a person. */
export interface RetrainSchedule {
  /** Cron of 5 fields, or of 6 that begin with seconds. */
  pattern: string;
  /** IANA time zone that the pattern's hours and days are told in. */
  zone: string;
}

/** The moments that a schedule names. */
export interface RetrainCalendar {
  /**
   * Answers one moment after the other, each later than `moment`. An hour that daylight saving skips fires at its end; of one that comes
   * twice the first counts, save for a pattern that fires every hour.
   */
  iterateAfter(moment: Date): () => Date;
}

const NEVER = /loop limit|explicit day of month/i;
/** Jenkins' letter for "some moment": another one in each process. */
const BY_CHANCE = /(^|[\s,])H/i;

/**
 * Reads a schedule.
 *
 * @throws ConfigurationError naming value and rule for what is no cron, never fires, or is in no known zone
 */
export function makeCalendar({ pattern, zone }: RetrainSchedule): RetrainCalendar {
  if (!isTimeZone(zone) || /^[+-]/.test(zone)) {
    throw refuse("_ZONE", zone, "must be a name of the IANA list, such as Europe/Berlin");
  }
  const fields = pattern.trim().split(/\s+/).length;
  if (fields < 5 || fields > 6 || BY_CHANCE.test(pattern)) {
    throw refuse(
      "",
      pattern,
      "must be a cron expression of 5 fields, or of 6 that begin with seconds, such as 0 3 * * *",
    );
  }
  const iterate = (currentDate: Date) => CronExpressionParser.parse(pattern, { currentDate, tz: zone });
  try {
    iterate(new Date(0)).next();
  } catch (error) {
    const reason = (error as Error).message;
    if (NEVER.test(reason)) throw refuse("", pattern, "must fire some day: this one never does");
    throw refuse("", pattern, `must be a cron expression (${reason})`);
  }
  return {
    iterateAfter: (moment) => {
      const expression: CronExpression = iterate(moment);
      return () => expression.next().toDate();
    },
  };
}

function refuse(suffix: string, value: string, rule: string): ConfigurationError {
  return new ConfigurationError(
    `The configuration is wrong: STORECAST_RETRAIN_SCHEDULE${suffix}=${JSON.stringify(value)} ${rule}.`,
  );
}
