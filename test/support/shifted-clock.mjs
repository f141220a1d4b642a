// Puts a process's clock off by CLOCK_SHIFT_MS, threads included: `node --import shifted-clock.mjs`.
const shift = Number(process.env.CLOCK_SHIFT_MS);
const TrueDate = Date;
globalThis.Date = class extends TrueDate {
  constructor(...args) {
    super(...(args.length === 0 ? [TrueDate.now() + shift] : args));
  }
  static now() {
    return TrueDate.now() + shift;
  }
};
