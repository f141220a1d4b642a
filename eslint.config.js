import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const ambient = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "The clock is passed in; only main reads the true one.",
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "The clock is passed in; only main reads the true one.",
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "The random source is passed in; only main has the true one.",
  },
];

const powers = ["BinaryExpression[operator='**']", "AssignmentExpression[operator='**=']"]
  .concat(
    ["pow", "hypot"].map(
      (name) => `CallExpression[callee.object.name='Math'][callee.property.name='${name}']`,
    ),
  )
  .map((selector) => ({ selector, message: "Its last bit depends on the version of V8; multiply instead." }));

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "config.ts is the only reader of the environment.",
};

export default tseslint.config(
  { ignores: ["dist", "dist.*", "node_modules", ".storecast", "**/.venv", "test/gql", "web/src/gql"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  { files: ["src/**/*.ts"], rules: { "no-restricted-syntax": ["error", ...ambient, environment] } },
  {
    files: ["src/model/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...ambient, environment, ...powers] },
  },
  {
    files: ["web/src/**/*.{ts,tsx}", "test/unit/web/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.flatConfigs.recommended],
    languageOptions: { parserOptions: { project: "./web/tsconfig.json" } },
  },
  {
    files: ["web/src/**/*.{ts,tsx}"],
    rules: { "no-restricted-syntax": ["error", ...ambient, environment] },
  },
  { files: ["web/src/main.tsx"], rules: { "no-restricted-syntax": "off" } },
  { files: ["src/main.ts"], rules: { "no-restricted-syntax": "off" } },
  { files: ["src/config.ts"], rules: { "no-restricted-syntax": ["error", ...ambient] } },
  {
    // TypeGraphQL hands out types by decorator; a type-only import would leave the decorator's thunk empty.
    files: ["src/schema/**/*.ts", "src/resolvers/**/*.ts"],
    rules: { "@typescript-eslint/consistent-type-imports": "off" },
  },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: Object.fromEntries(
        ["process", "console", "URL", "fetch", "AbortSignal"].map((name) => [name, "readonly"]),
      ),
    },
  },
);
