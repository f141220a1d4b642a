/**
 * What an answer costs at least: bare node:http servers that send the same data. Started by `reads.ts`, which says what is measured.
 *
 *     node --import tsx bench/read-floors.ts PORT ANSWERS_FOLDER
 *
 * `/stringify/NAME` writes the JSON of the answer each time, `/buffer/NAME` sends it ready-made.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [port, folder = ""] = process.argv.slice(2);
const buffers = new Map<string, Buffer>();
const objects = new Map<string, unknown>();

function open(name: string): { buffer: Buffer; object: unknown } {
  let buffer = buffers.get(name);
  if (!buffer) {
    buffer = readFileSync(join(folder, `${name}.json`));
    buffers.set(name, buffer);
    objects.set(name, JSON.parse(buffer.toString()));
  }
  return { buffer, object: objects.get(name) };
}

createServer((request, response) => {
  const [, kind, name = ""] = (request.url ?? "").split("/");
  request.resume();
  request.on("end", () => {
    const { buffer, object } = open(name);
    const body = kind === "buffer" ? buffer : Buffer.from(JSON.stringify(object));
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
}).listen(Number(port), "127.0.0.1", () => console.log("listening"));
