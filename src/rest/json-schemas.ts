import { z } from "zod";

/** JSON Schema of draft 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = { [key: string]: unknown };

/** Collects the schemas that have names. */
export interface SchemaCollector {
  /** The schema of what comes in, defaults left out by those who send it. */
  input(schema: z.ZodType): JsonSchema;
  /** The schema of a parameter, after its text was read. */
  parameter(schema: z.ZodType): JsonSchema;
  /** Schemas so far, by name. */
  readonly components: Record<string, JsonSchema>;
}

const PLACE = "#/components/schemas/";

export function collectSchemas(): SchemaCollector {
  const components: Record<string, JsonSchema> = {};

  function convert(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    // Around it, so that a schema with a name is referred to like any other.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
      ...{ io, unrepresentable: "any" },
    }) as unknown as { properties: { it: JsonSchema }; $defs?: Record<string, JsonSchema> };
    for (const [name, definition] of Object.entries($defs)) {
      const component = toOpenApi(definition);
      const known = components[name];
      if (known && JSON.stringify(known) !== JSON.stringify(component)) {
        throw new Error(`Two schemas are called ${name}.`);
      }
      components[name] = component;
    }
    return toOpenApi(properties.it);
  }

  return {
    components,
    input: (schema) => convert(schema, "input"),
    parameter: (schema) => convert(schema, "output"),
  };
}

function toOpenApi(schema: JsonSchema): JsonSchema {
  return walk(schema) as JsonSchema;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key === "$ref" && typeof inner === "string") return [[key, inner.replace("#/$defs/", PLACE)]];
      return isNoise(key, inner) ? [] : [[key, walk(inner)]];
    }),
  );
}

/** What zod writes that says nothing: the bounds of a number that JavaScript can hold, and that names are texts. */
function isNoise(key: string, value: unknown): boolean {
  if (key === "maximum" || key === "minimum") return Math.abs(value as number) === Number.MAX_SAFE_INTEGER;
  return key === "propertyNames";
}
