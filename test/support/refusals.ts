/** How often an API has refused something for this limit, as its metrics say. */
export async function countRefusals(url: string, limit: string): Promise<number> {
  // a connection that is kept may be one that the API is about to close
  const metrics = await (await fetch(`${url}/metrics`, { headers: { connection: "close" } })).text();
  return Number(new RegExp(`requests_refused_total\\{limit="${limit}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
}
