import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { choosePort } from "../../../src/launcher/ports.js";
import { findFreePort } from "../../support/ports.js";

const HOST = "127.0.0.1";

describe("choosing a port", () => {
  let taken: number;
  let server: Server;
  let notices: string[];
  const notify = (sentence: string) => void notices.push(sentence);

  beforeEach(async () => {
    notices = [];
    taken = await findFreePort();
    server = createServer();
    await new Promise<void>((resolve) => server.listen(taken, HOST, resolve));
  });

  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  test("a free port is taken as it is, without a word", async () => {
    const free = await findFreePort();
    await expect(choosePort({ port: free, isExplicit: true }, HOST, "PORT", notify)).resolves.toBe(free);
    expect(notices).toEqual([]);
  });

  test("a taken default gives the next free port and says so", async () => {
    const chosen = await choosePort({ port: taken, isExplicit: false }, HOST, "PORT", notify);
    expect(chosen).toBeGreaterThan(taken);
    expect(notices).toEqual([`Port ${taken} is taken, so PORT is ${chosen} this time.`]);
  });

  test("a taken port that was asked for is an error that names it", async () => {
    await expect(choosePort({ port: taken, isExplicit: true }, HOST, "MLFLOW_PORT", notify)).rejects.toThrow(
      `MLFLOW_PORT=${taken} is taken on ${HOST}: stop what listens there, or set MLFLOW_PORT to a free port.`,
    );
  });

  test("a host that is not of this machine is an error that names it", async () => {
    await expect(choosePort({ port: taken, isExplicit: false }, "192.0.2.1", "PORT", notify)).rejects.toThrow(
      /HOST=192\.0\.2\.1 cannot be listened on/,
    );
  });
});
