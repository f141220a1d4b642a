// Read into a process of the product by `node --import`: tells once a second how it is, in a file of its own.
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const directory = process.env.STORECAST_SOAK_DIRECTORY;
if (isMainThread && directory) {
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  const tell = () => {
    const { rss, heapUsed } = process.memoryUsage();
    const resources = process.getActiveResourcesInfo();
    const report = {
      rss,
      heap: heapUsed,
      lagMs: lag.percentile(99) / 1e6,
      handles: resources.length,
      sockets: resources.filter((name) => name.startsWith("TCP")).length,
      fds: readdirSync("/proc/self/fd").length,
    };
    lag.reset();
    writeFileSync(join(directory, `${process.pid}.json`), JSON.stringify(report));
  };
  setInterval(tell, 1_000).unref();
}
