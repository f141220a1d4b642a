export { generateSample, type Sample } from "./generate.js";
export type { SampleOptions, SampleSpan } from "./options.js";
export type { StoreDays } from "./store-days.js";
export { writeSample, type SampleProgress, type SampleReport } from "./write.js";
