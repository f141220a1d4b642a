import type { TracingSettings } from "../config/observability.js";
import { noTracing, type Tracing } from "./tracing.js";

/**
 * Traces to the collector of the settings; reads nothing of OpenTelemetry where there is none.
 *
 * @param process whose spans they are: `api`, `worker`
 */
export async function openTracing(
  settings: TracingSettings | null,
  process: { name: string; version: string; onTrouble: (message: string) => void },
): Promise<Tracing> {
  if (settings === null) return noTracing;
  const { createOtelTracing } = await import("./otel-tracing.js");
  return createOtelTracing({
    ...settings,
    serviceName: settings.serviceName ?? `storecast-${process.name}`,
    serviceVersion: process.version,
    onTrouble: process.onTrouble,
  });
}
