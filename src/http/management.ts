import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import type { Registry } from "prom-client";
import { ConfigurationError } from "../errors.js";
import { healthRoutes, type ReadinessCheck } from "./health.js";
import { metricsRoute } from "./metrics.js";

export interface ManagementOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  figures: Registry;
  checks: Readonly<Record<string, ReadinessCheck>>;
  /** Whether the process does its work; as long as it answers if absent. */
  isAlive?: () => boolean;
}

/** Figures and health for those who run the product, on a port of their own. */
export interface Management {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `/metrics`, `/health/live` and `/health/ready`, to whoever reaches the port: it belongs on loopback or a network of its own.
 *
 * @throws ConfigurationError if the address cannot be listened on
 */
export async function startManagement(options: ManagementOptions): Promise<Management> {
  const { host, port, figures, checks, isAlive } = options;
  const web = express().disable("x-powered-by").disable("etag");
  web.use(healthRoutes(checks, undefined, isAlive), metricsRoute(figures));
  const server = createServer(web);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "the port is taken" : cause.message;
      const message = `STORECAST_MANAGEMENT_PORT: nothing can listen on ${host}:${port}: ${why}.`;
      reject(new ConfigurationError(message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  // Probes and scrapes keep no process alive.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
