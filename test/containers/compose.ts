import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "../..");
/** Of PyPI: the very version that the file was written for. */
const COMPOSE = resolve(ROOT, "test/deploy-tools/.venv/bin/docker-compose");
const run = promisify(execFile);
const MAX_BYTES = 64 * 2 ** 20;

/** One installation of docker-compose.yml, apart from any other on this machine. */
export interface ComposeProject {
  /** Runs a command of compose to its end, and answers what it prints. */
  compose(...args: string[]): Promise<string>;
  /** Runs one command of the product in a container of its own. */
  storecast(args: string[], options?: string[]): Promise<string>;
  /** Runs a command of Docker itself. */
  docker(...args: string[]): Promise<string>;
  /** Names of the containers of a service, in order. */
  containersOf(service: string): Promise<string[]>;
}

/**
 * @param name of the project; its containers, networks and volumes begin with it
 * @param overlay a file on top of docker-compose.yml
 * @param env variables that the files are filled with
 * @param say is told each line that compose prints while it works
 */
export function makeComposeProject(
  name: string,
  overlay: string,
  env: Record<string, string>,
  say: (line: string) => void,
): ComposeProject {
  if (!existsSync(COMPOSE)) throw new Error(`${COMPOSE} is missing: npm test installs it`);
  const files = ["--file", resolve(ROOT, "docker-compose.yml"), "--file", overlay];
  const environment = {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    DOCKER_HOST: process.env["DOCKER_HOST"],
    ...env,
  };

  async function compose(...args: string[]): Promise<string> {
    const child = spawn(COMPOSE, ["--project-name", name, "--progress", "plain", ...files, ...args], {
      cwd: ROOT,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed: string[] = [];
    const told: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => printed.push(line));
    createInterface({ input: child.stderr }).on("line", (line) => {
      told.push(line);
      say(line);
    });
    const code = await new Promise((done) => child.once("close", done));
    if (code !== 0)
      throw new Error(
        `compose ${args.join(" ")} ended with ${String(code)}:\n${[...printed, ...told].slice(-40).join("\n")}`,
      );
    return printed.join("\n");
  }

  const docker = async (...args: string[]) =>
    (await run("docker", args, { env: environment, maxBuffer: MAX_BYTES })).stdout.trim();

  return {
    compose,
    docker,
    storecast: (args, options = []) => compose("run", "--rm", "--no-TTY", ...options, "api", ...args),
    containersOf: async (service) =>
      (
        await docker(
          "ps",
          "--filter",
          `label=com.docker.compose.project=${name}`,
          "--filter",
          `label=com.docker.compose.service=${service}`,
          "--filter",
          "label=com.docker.compose.oneoff=False",
          "--format",
          "{{.Names}}",
        )
      )
        .split("\n")
        .filter(Boolean)
        .sort(),
  };
}
