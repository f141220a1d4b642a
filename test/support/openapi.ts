import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

type Json = { [key: string]: unknown };

interface Answered {
  method: string;
  /** Below the root, as it was asked for: `/stores/1`. */
  path: string;
  status: number;
  /** Without parameters. */
  contentType: string;
  body: unknown;
}

/** Holds answers to an OpenAPI document. */
export interface SpecCheck {
  /**
   * @returns the operation that the answer is of
   * @throws Error if the document has no such answer, or it has fields that the document has not, or wrong ones
   */
  check(answered: Answered): string;
  /** All operations of the document, `POST /retrain`. */
  operations: string[];
}

export function createSpecCheck(document: Json): SpecCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: "spec", ...(close(document) as Json) });
  const validators = new Map<string, ValidateFunction>();
  const paths = document["paths"] as Record<string, Record<string, Json>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path, pattern: patternOf(path) })),
  );

  function getValidator(pointer: string): ValidateFunction {
    let validator = validators.get(pointer);
    if (!validator) validators.set(pointer, (validator = ajv.compile({ $ref: `spec#${pointer}` })));
    return validator;
  }

  return {
    operations: operations.map(({ method, path }) => `${method} ${path}`),
    check({ method, path, status, contentType, body }) {
      const operation = operations.find((one) => one.method === method && one.pattern.test(path));
      if (!operation) throw new Error(`The document has no ${method} ${path}.`);
      const name = `${method} ${operation.path}`;
      const responses = paths[operation.path]![method.toLowerCase()]!["responses"] as Record<string, Json>;
      const response = responses[String(status)];
      const reference = response?.["$ref"];
      const at = typeof reference === "string" ? reference.slice(1) : null;
      const pointer = at ?? `/paths/${escape(operation.path)}/${method.toLowerCase()}/responses/${status}`;
      const found = at === null ? response : (lookUp(document, at) as Json);
      const content = (found?.["content"] ?? {}) as Json;
      if (!(contentType in content)) throw new Error(`${name} answers no ${status} in ${contentType}.`);
      const validate = getValidator(`${pointer}/content/${escape(contentType)}/schema`);
      if (!validate(body)) throw new Error(`${name} ${status}: ${ajv.errorsText(validate.errors)}`);
      return name;
    },
  };
}

const patternOf = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
const escape = (part: string) => part.replaceAll("~", "~0").replaceAll("/", "~1");

function lookUp(document: Json, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, part) => (value as Json)[part], document);
}

/** The document with objects that have no other fields than it says. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close);
  if (typeof value !== "object" || value === null) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, close(inner)]));
  const isObject = closed["type"] === "object" && "properties" in closed;
  return isObject && !("additionalProperties" in closed)
    ? { ...closed, additionalProperties: false }
    : closed;
}
