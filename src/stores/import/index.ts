export { ImportError, type ImportProblem } from "./import-error.js";
export { importSales, type SalesImport } from "./plain.js";
export { importRossmann, type RossmannImport } from "./rossmann.js";
export { loadRossmannHistories, type RossmannHistories, type RossmannStore } from "./rossmann-history.js";
export type { ImportProgress } from "./sales-stream.js";
