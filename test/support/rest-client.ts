import type { SpecCheck } from "./openapi.js";

export interface RestAnswer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** What a problem says. */
export interface ProblemBody {
  status: number;
  title: string;
  detail: string;
  code: string;
  requestId: string;
  field?: string;
  errors?: { field: string | null; message: string; code: string }[];
}

export interface RestClient {
  /** Asks for a path below the root; each answer is held to the document. */
  ask<T>(
    path: string,
    init?: { body?: unknown; headers?: Record<string, string>; method?: string },
  ): Promise<RestAnswer<T>>;
  /** Operations that were asked for. */
  readonly asked: ReadonlySet<string>;
}

/** Asks REST as programs do: with `body` it is a POST in JSON. */
export function createRestClient(getUrl: () => string, spec: SpecCheck): RestClient {
  const asked = new Set<string>();
  return {
    asked,
    async ask(path, { body, headers = {}, method = body === undefined ? "GET" : "POST" } = {}) {
      const response = await fetch(`${getUrl()}/api/v1${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const contentType = (response.headers.get("content-type") ?? "").split(";")[0]!;
      const answer = contentType.endsWith("json") ? (JSON.parse(text) as unknown) : text;
      const [bare = ""] = path.split("?");
      const { status } = response;
      asked.add(spec.check({ method, path: bare, status, contentType, body: answer }));
      return { status, headers: response.headers, body: answer as never };
    },
  };
}
