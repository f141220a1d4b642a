import type { SpanContext } from "@opentelemetry/api";

const PATTERN = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** The span that W3C's header `traceparent` names; null where it names none: a caller's broken header breaks no trace of ours. */
export function parseTraceParent(text: string): SpanContext | null {
  const [, traceId = "", spanId = "", flags = ""] = PATTERN.exec(text.trim()) ?? [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED, isRemote: true };
}

/** The header of what comes below this span. */
export function writeTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & SAMPLED}`;
}
