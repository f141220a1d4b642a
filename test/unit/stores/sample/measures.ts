import { dayOf, epochDay, isoWeekday } from "../../../../src/model/day.js";
import type { Sample, StoreDays } from "../../../../src/stores/sample/index.js";

/** What the acceptance of a generated chain looks at. */
export interface ChainMeasures {
  rows: number;
  /** Share of rows. */
  openRate: number;
  promoRate: number;
  schoolHolidayRate: number;
  /** Sales on open days, ascending. */
  openSales: number[];
  meanCustomers: number;
  /** Mean sales with promo over mean sales without, by store. */
  promoRatios: number[];
  /** Mean sales by ISO weekday, on days with sales. */
  weekdayMeans: number[];
  /** Mean of ln sales in December less that in November. */
  decemberOverNovember: number;
  openSundays: number;
}

/** One pass over all observed rows. */
export function measureChain(sample: Sample, stores: readonly StoreDays[]): ChainMeasures {
  const totals = { rows: 0, open: 0, promo: 0, school: 0, customers: 0, sundays: 0 };
  const openSales: number[] = [];
  const weekdays = Array.from({ length: 8 }, () => new Mean());
  const logs = new Map([
    ["11", new Mean()],
    ["12", new Mean()],
  ]);
  const promoRatios = stores.map((store) => {
    const byPromo = [new Mean(), new Mean()];
    for (let i = 0; i <= sample.span.end - sample.span.start; i++) {
      if (!store.isRecorded[i]) continue;
      const epoch = sample.span.start + i;
      const promo = sample.chain.promo[i] ?? 0;
      const sales = store.sales[i] ?? 0;
      totals.rows++;
      totals.promo += promo;
      totals.school += store.calendar.schoolHoliday[i] ?? 0;
      if (!store.isOpen[i]) continue;
      totals.open++;
      totals.sundays += Number(isoWeekday(epoch) === 7);
      totals.customers += store.customers[i] ?? 0;
      openSales.push(sales);
      if (sales === 0) continue;
      byPromo[promo]?.add(sales);
      weekdays[isoWeekday(epoch)]?.add(sales);
      logs.get(dayOf(epoch).slice(5, 7))?.add(Math.log(sales));
    }
    return (byPromo[1]?.value ?? 0) / (byPromo[0]?.value ?? 0);
  });
  return {
    rows: totals.rows,
    openRate: totals.open / totals.rows,
    promoRate: totals.promo / totals.rows,
    schoolHolidayRate: totals.school / totals.rows,
    openSales: openSales.sort((a, b) => a - b),
    meanCustomers: totals.customers / totals.open,
    promoRatios: promoRatios.sort((a, b) => a - b),
    weekdayMeans: weekdays.map((mean) => mean.value),
    decemberOverNovember: (logs.get("12")?.value ?? 0) - (logs.get("11")?.value ?? 0),
    openSundays: totals.sundays,
  };
}

/** Pooled WMAPE, 7 days from each origin on open days with sales, of two forecasts that need no model. */
export function measureNaives(
  sample: Sample,
  stores: readonly StoreDays[],
  origins: readonly string[],
): { twoWeeksAgo: number; median: number } {
  const { span, chain } = sample;
  const errors = { twoWeeksAgo: new Mean(), median: new Mean() };
  const sales = { twoWeeksAgo: new Mean(), median: new Mean() };
  for (const store of stores) {
    const isSold = (i: number) => store.isRecorded[i] === 1 && (store.sales[i] ?? 0) > 0;
    for (const origin of origins.map((day) => epochDay(day) - span.start)) {
      for (let i = origin + 1; i <= origin + 7; i++) {
        if (!isSold(i)) continue;
        const y = store.sales[i] ?? 0;
        const alike: number[] = [];
        for (let past = origin; past > origin - 56; past--) {
          const isAlike = (i - past) % 7 === 0 && chain.promo[past] === chain.promo[i];
          if (isAlike && isSold(past)) alike.push(store.sales[past] ?? 0);
        }
        if (alike.length > 0) {
          errors.median.add(
            Math.abs(
              y -
                quantile(
                  alike.sort((a, b) => a - b),
                  0.5,
                ),
            ),
          );
          sales.median.add(y);
        }
        if (isSold(i - 14)) {
          errors.twoWeeksAgo.add(Math.abs(y - (store.sales[i - 14] ?? 0)));
          sales.twoWeeksAgo.add(y);
        }
      }
    }
  }
  return {
    twoWeeksAgo: errors.twoWeeksAgo.value / sales.twoWeeksAgo.value,
    median: errors.median.value / sales.median.value,
  };
}

/** Nearest-rank quantile of ascending values. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.floor(share * (ascending.length - 1))] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

class Mean {
  private sum = 0;
  private count = 0;

  add(value: number): void {
    this.sum += value;
    this.count++;
  }

  get value(): number {
    return this.sum / this.count;
  }
}
