// Read into a process of the product by `node --import`: tells once a second how it is, in a file of its own. What the heap holds is known just
// after a collection alone, so that it collects every ten seconds.
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setInterval } from "node:timers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

const directory = process.env.STORECAST_SOAK_DIRECTORY;
if (isMainThread && directory) {
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  let heap = process.memoryUsage().heapUsed;
  setInterval(() => {
    collect();
    heap = process.memoryUsage().heapUsed;
  }, 10_000).unref();
  const tell = () => {
    const resources = process.getActiveResourcesInfo();
    const report = {
      rss: process.memoryUsage.rss(),
      heap,
      lagMs: lag.percentile(99) / 1e6,
      handles: resources.length,
      sockets: resources.filter((name) => name.startsWith("TCP")).length,
      fds: readdirSync("/proc/self/fd").length,
    };
    lag.reset();
    // whoever reads it sees a whole report, the last one or this one
    const file = join(directory, `${process.pid}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(report));
    renameSync(`${file}.new`, file);
  };
  setInterval(tell, 1_000).unref();
}
