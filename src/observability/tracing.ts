/** What is told of a span: figures, names and ids. Never data of persons, and no credentials. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A step of work whose time is taken. */
export interface Span {
  /** What others are told so that their spans go on from this one, as W3C's `traceparent`; undefined where nothing is traced. */
  readonly traceParent: string | undefined;
  set(attributes: SpanAttributes): void;
  /** Says that the step failed. Of errors that are not ours only the name is told. */
  fail(error: unknown): void;
}

/** A span that ends when it is told to. */
export interface OpenSpan extends Span {
  end(): void;
}

export interface SpanOptions {
  /** Which side of a connection it is on; within the process if absent. */
  kind?: "server" | "client" | "consumer";
  attributes?: SpanAttributes;
  /** `traceparent` that it goes on from, where that came from another process; what runs now if absent or none. */
  parent?: string | null | undefined;
}

/** Spans of what this process does. */
export interface Tracing {
  /** Whether anybody takes them: spans are not worth being prepared otherwise. */
  readonly isOn: boolean;
  /** Runs the work in a span: what it starts meanwhile is below it. A rejection ends the span as failed. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** Starts a span that has none below it. */
  start(name: string, options: SpanOptions): OpenSpan;
  /** Tells of a step that has ended already: how long ago it began, and how long it took, ms. */
  record(name: string, step: { beganMsAgo: number; ms: number; attributes?: SpanAttributes }): void;
  /** `traceparent` of what runs now. */
  getTraceParent(): string | undefined;
  /** Id of the trace that runs now, 32 hex digits. */
  getTraceId(): string | undefined;
  /** Sends what is left, and gives up on a collector that does not take it within a few seconds. */
  close(): Promise<void>;
}

const noSpan: OpenSpan = {
  traceParent: undefined,
  set: () => undefined,
  fail: () => undefined,
  end: () => undefined,
};

/** Nothing is traced. */
export const noTracing: Tracing = {
  isOn: false,
  span: (_name, _options, work) => work(noSpan),
  start: () => noSpan,
  record: () => undefined,
  getTraceParent: () => undefined,
  getTraceId: () => undefined,
  close: () => Promise.resolve(),
};
