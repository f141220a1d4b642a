/**
 * How often an API has refused something for this limit, as its metrics say.
 *
 * @param token of an operator, where somebody must sign in
 */
export async function countRefusals(url: string, limit: string, token?: string): Promise<number> {
  // a connection that is kept may be one that the API is about to close
  const headers = { connection: "close", ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
  return Number(new RegExp(`requests_refused_total\\{limit="${limit}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
}
