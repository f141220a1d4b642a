import { startProduct, type Product } from "../support/product.js";

/** A process of the product that is started anew whenever it ends, as an orchestrator does. */
export interface Service {
  name: string;
  /** Where it listens; null for one that does not. */
  url: string | null;
  /** Of its present process; null while there is none. */
  getPid(): number | null;
  /** Every line that its processes have printed. */
  getOutput: () => string[];
  /** Starts it; with these variables on top of its own. */
  start(extra?: Record<string, string>): void;
  /** Ends it at once, without a word, and for good unless it is started. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. */
  terminate(): Promise<void>;
}

export function makeService(
  name: string,
  args: string[],
  env: Record<string, string>,
  port: number | null = null,
): Service {
  const earlier: string[] = [];
  let product: Product | null = null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = product;
    product = null;
    ending?.signal(signal);
    await ending?.exited;
  }

  function start(extra: Record<string, string> = {}): void {
    const started = startProduct(args, { ...env, ...extra });
    product = started;
    void started.exited.then(() => {
      earlier.push(...started.output);
      if (product === started) start(extra);
    });
  }

  return {
    ...{ name, start },
    getOutput: () => [...earlier, ...(product?.output ?? [])],
    getPid: () => product?.pid ?? null,
    url: port === null ? null : `http://127.0.0.1:${port}`,
    kill: () => end("SIGKILL"),
    terminate: () => end("SIGTERM"),
  };
}
