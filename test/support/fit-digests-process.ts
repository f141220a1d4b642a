import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { digestFits } from "./fit-digests.js";

/** Digests of the main thread, cold and once the code has been optimised, and of threads beside it. */
export interface ProcessDigests {
  node: string;
  cold: Record<string, string>;
  warm: Record<string, string>;
  threads: Record<string, string>[];
}

function digestInThread(): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    new Worker(new URL(import.meta.url)).once("message", resolve).once("error", reject);
  });
}

if (isMainThread) {
  const cold = digestFits();
  const threads = await Promise.all([digestInThread(), digestInThread()]);
  for (let i = 0; i < 10; i++) digestFits();
  const found: ProcessDigests = { node: process.versions.node, cold, warm: digestFits(), threads };
  process.stdout.write(JSON.stringify(found));
} else {
  parentPort!.postMessage(digestFits());
}
