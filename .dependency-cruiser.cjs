/** Which room may import which: design in one place, held by `npm run check`. */
const rooms = {
  model: [],
  threads: [],
  "time-limit": [],
  database: ["errors", "time-limit", "model"],
  stores: ["errors", "model", "database"],
  mlflow: ["errors", "model", "database"],
  evaluation: ["errors", "threads", "model", "stores"],
  plots: ["model"],
  training: ["errors", "threads", "time-limit", "model", "database", "stores", "mlflow", "plots"],
  serving: ["errors", "model", "database", "stores", "mlflow", "training"],
  live: ["errors", "model", "database", "mlflow", "stores", "training", "serving"],
  launcher: ["errors", "config", "model", "database", "mlflow"],
  audit: ["errors", "database", "training"],
  access: ["errors", "database", "stores", "training", "live", "audit"],
  loaders: ["errors", "model", "database", "stores", "mlflow", "training", "serving"],
  schema: ["errors", "access"],
  resolvers: ["errors", "access", "schema", "context"],
  // of the rooms that it watches it knows the words alone
  observability: ["errors", "config", "time-limit", "mlflow", "training", "serving"],
  http: ["errors", "config", "access", "schema", "observability"],
  rest: ["errors", "model", "serving", "access", "context", "schema", "resolvers", "http"],
};

const own = (name) => `^src/${name}(/|\\.ts$)`;

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "errors-imports-nothing",
      severity: "error",
      from: { path: own("errors") },
      to: { path: "^src/" },
    },
    {
      name: "web-imports-web-alone",
      severity: "error",
      from: { path: "^web/src/" },
      to: { path: "^(src|test|bench|scripts)/" },
    },
    {
      name: "nothing-imports-web",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^web/" },
    },
    {
      name: "parts-of-the-page-know-no-room",
      severity: "error",
      from: { path: "^web/src/(api|format|messages|parts|selection|session|toasts|live|refresh|trouble)/" },
      to: { path: "^web/src/(rooms|shell)/" },
    },
    {
      name: "no-dev-dependencies-in-src",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports`,
      severity: "error",
      from: { path: own(room) },
      to: { path: "^src/", pathNot: [room, ...allowed].map(own) },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types"],
    },
  },
};
