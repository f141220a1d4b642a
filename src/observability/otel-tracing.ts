import {
  type Attributes,
  type Context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import {
  ATTR_ERROR_TYPE,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from "@opentelemetry/semantic-conventions";
import { AppError } from "../errors.js";
import { parseTraceParent, writeTraceParent } from "./trace-parent.js";
import type { OpenSpan, SpanOptions, Tracing } from "./tracing.js";

/** Where spans go, and what is told with all of them. */
export interface OtelOptions {
  /** Such as `http://127.0.0.1:4318/v1/traces`. */
  url: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  serviceVersion: string;
  resourceAttributes: Readonly<Record<string, string>>;
  /** Share of traces that are begun here and kept, 0 to 1; callers decide about theirs. */
  sampleRatio: number;
  /** Is told when spans cannot be sent. */
  onTrouble: (message: string) => void;
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const;

/** A collector that is away must not hold up the end of a process, ms. */
const EXPORT_LIMIT_MS = 3_000;

/** Spans by OpenTelemetry, sent as OTLP over HTTP in batches. Registers nothing globally but where the SDK's own complaints go. */
export function createOtelTracing(options: OtelOptions): Tracing {
  tellTrouble(options.onTrouble);
  const contexts = new AsyncLocalStorageContextManager().enable();
  const provider = makeProvider(options);
  const tracer = provider.getTracer("storecast", options.serviceVersion);
  const active = () => contexts.active();

  return {
    isOn: true,
    span: async (name, spanOptions, work) => {
      const parent = findParent(active(), spanOptions);
      const span = startSpan(tracer, name, spanOptions, parent);
      const told = toOpenSpan(span);
      try {
        return await contexts.with(trace.setSpan(parent, span), () => work(told));
      } catch (error) {
        told.fail(error);
        throw error;
      } finally {
        span.end();
      }
    },
    start: (name, spanOptions) =>
      toOpenSpan(startSpan(tracer, name, spanOptions, findParent(active(), spanOptions))),
    record: (name, { beganMsAgo, ms, attributes = {} }) => {
      const startTime = performance.timeOrigin + performance.now() - beganMsAgo;
      const span = tracer.startSpan(name, { attributes, startTime }, active());
      span.end(startTime + ms);
    },
    getTraceParent: () => {
      const span = trace.getSpan(active());
      return span && writeTraceParent(span.spanContext());
    },
    getTraceId: () => trace.getSpan(active())?.spanContext().traceId,
    close: async () => {
      // what cannot be sent has been told of
      await provider.shutdown().catch((error: unknown) => options.onTrouble(String(error)));
      contexts.disable();
    },
  };
}

function makeProvider(options: OtelOptions): TracerProvider {
  const { url, headers, serviceName, serviceVersion, resourceAttributes } = options;
  const own = { [ATTR_SERVICE_NAME]: serviceName, [ATTR_SERVICE_VERSION]: serviceVersion };
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: EXPORT_LIMIT_MS });
  return new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ ...own, ...resourceAttributes })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: EXPORT_LIMIT_MS })],
  });
}

function findParent(active: Context, { parent }: SpanOptions): Context {
  const remote = parent == null ? null : parseTraceParent(parent);
  return remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : active;
}

function startSpan(tracer: Tracer, name: string, options: SpanOptions, parent: Context): OtelSpan {
  const kind = options.kind === undefined ? SpanKind.INTERNAL : KINDS[options.kind];
  return tracer.startSpan(name, { kind, attributes: options.attributes as Attributes }, parent);
}

function toOpenSpan(span: OtelSpan): OpenSpan {
  return {
    traceParent: writeTraceParent(span.spanContext()),
    set: (attributes) => void span.setAttributes(attributes),
    fail: (error) => {
      const isOurs = error instanceof AppError;
      const type = isOurs ? error.code : error instanceof Error ? error.name : "unknown";
      span.setAttribute(ATTR_ERROR_TYPE, type);
      span.setStatus({ code: SpanStatusCode.ERROR, ...(isOurs ? { message: error.message } : {}) });
    },
    end: () => span.end(),
  };
}

function tellTrouble(onTrouble: (message: string) => void): void {
  const ignore = () => undefined;
  const tell = (message: string) => onTrouble(message);
  diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
