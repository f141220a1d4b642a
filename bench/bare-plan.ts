import { Agent, request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { ProxiedCall } from "../test/support/proxy.js";

/** A call of one store's plan, as it went over the wire. */
export type RecordedCall = Pick<ProxiedCall, "method" | "path" | "query" | "headers" | "body">;

/** What one store has that another must not. */
export interface Names {
  store: string;
  model: string;
  run: string;
  version: string;
}

/**
 * Sends one store's calls for many stores, each with names of its own, and does nothing else: what the server needs for the plan by itself.
 *
 * Calls that came together, the uploads, go together; the others wait for the one before.
 *
 * @param plan calls of one store, from its LoggedModel to its alias
 * @param recorded names in the plan's texts
 * @param concurrency stores in flight
 * @returns milliseconds for all
 */
export async function sendBarePlan(options: {
  url: string;
  plan: readonly RecordedCall[];
  recorded: Names;
  run: string;
  storeNames: readonly string[];
  concurrency: number;
}): Promise<number> {
  const { url, plan, recorded, run, storeNames, concurrency } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 12 });
  const waiting = [...storeNames];

  async function send(call: RecordedCall, names: Names): Promise<Buffer> {
    const rename = (text: string) =>
      text
        .replaceAll(recorded.model, names.model)
        .replaceAll(recorded.run, names.run)
        .replaceAll(recorded.store, names.store);
    // a file's bytes name no one that the server looks for
    const isFile = call.method === "PUT";
    const body = isFile ? call.body : Buffer.from(setVersion(rename(call.body.toString()), names.version));
    const outgoing = request(`${url}${rename(call.path)}${rename(call.query)}`, {
      ...{ method: call.method, agent },
      headers: { "content-type": call.headers["content-type"] ?? "", "content-length": body.length },
    });
    outgoing.end(body);
    const answer = await new Promise<Parameters<typeof buffer>[0] & { statusCode?: number }>(
      (resolve, reject) => outgoing.on("response", resolve).on("error", reject),
    );
    const text = await buffer(answer);
    if (answer.statusCode !== 200)
      throw new Error(`${call.method} ${call.path}: ${answer.statusCode} ${text.toString().slice(0, 300)}`);
    return text;
  }

  async function sendStore(store: string): Promise<void> {
    const names: Names = { store, run, model: recorded.model, version: recorded.version };
    for (let at = 0; at < plan.length;) {
      const call = plan[at]!;
      if (call.method === "PUT") {
        const uploads = plan.slice(at).filter(({ method }) => method === "PUT");
        await Promise.all(uploads.map((upload) => send(upload, names)));
        at += uploads.length;
        continue;
      }
      const answer = JSON.parse((await send(call, names)).toString()) as {
        model?: { info: { model_id: string } };
        model_version?: { version: string };
      };
      names.model = answer.model?.info.model_id ?? names.model;
      names.version = answer.model_version?.version ?? names.version;
      at++;
    }
  }

  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let store = waiting.shift(); store !== undefined; store = waiting.shift()) await sendStore(store);
    }),
  );
  agent.destroy();
  return performance.now() - startedAt;
}

/** The alias call alone names a version. */
function setVersion(body: string, version: string): string {
  return body.replace(/"version":\s*"?\d+"?(?=[,}])/, `"version":"${version}"`);
}
