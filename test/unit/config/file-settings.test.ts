import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { readFileSettings } from "../../../src/config/file-settings.js";
import { readConfig, SETTINGS } from "../../../src/config.js";
import { ConfigurationError } from "../../../src/errors.js";

const folder = mkdtempSync(join(tmpdir(), "storecast-file-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const read = (environment: Record<string, string>) => readFileSettings(environment, SETTINGS);

describe("settings in files", () => {
  test("any setting can be given as a file, secrets among them", () => {
    const url = "postgresql://storecast:secret@postgres/storecast";
    const environment = read({
      DATABASE_URL_FILE: file("url", `${url}\n`),
      PORT_FILE: file("port", "4100"),
      MLFLOW_TRACKING_PASSWORD_FILE: file("password", "with space \r\n"),
      STORECAST_WEBHOOK_URL: "http://api:4000",
      STORECAST_WEBHOOK_SECRET_FILE: file("secret", "sixteen letters!\n"),
      LOG_LEVEL: "warn",
    });
    expect(readConfig(environment, 1)).toMatchObject({
      databaseUrl: url,
      apiPort: { port: 4100, isExplicit: true },
      mlflowCredentials: { password: "with space " },
      webhook: { secret: "sixteen letters!" },
      logLevel: "warn",
    });
  });

  test("what named a file is gone, so that a child is given the value alone", () => {
    const environment = read({ DATABASE_URL_FILE: file("child", "postgresql://db/x"), PORT_FILE: "" });
    expect(environment).toEqual({ DATABASE_URL: "postgresql://db/x" });
  });

  test("a line break inside, and a second one at the end, belong to the value", () => {
    expect(read({ LOG_LEVEL_FILE: file("lines", "a\nb\n\n") })).toEqual({ LOG_LEVEL: "a\nb\n" });
  });

  test("files of variables that are no settings are somebody else's", () => {
    const environment = { SSL_CERT_FILE: "/nowhere", POSTGRES_PASSWORD_FILE: "/nowhere" };
    expect(read(environment)).toEqual(environment);
  });

  test("a setting that is given in both ways is refused, without its value", () => {
    const both = () => read({ DATABASE_URL: "postgresql://me:secret@db/x", DATABASE_URL_FILE: "/x" });
    expect(both).toThrow(ConfigurationError);
    expect(both).toThrow(
      "The configuration is wrong: DATABASE_URL and DATABASE_URL_FILE are both set: keep one of them.",
    );
  });

  test("an empty variable beside a file counts as absent", () => {
    expect(read({ PORT: "", PORT_FILE: file("beside", "4200") })).toEqual({ PORT: "4200" });
  });

  test("every file that cannot be used is named at once", () => {
    const empty = file("empty", "\n");
    const wrong = () => read({ PORT_FILE: join(folder, "none"), HOST_FILE: folder, LOG_LEVEL_FILE: empty });
    expect(wrong).toThrow(`PORT_FILE="${join(folder, "none")}" cannot be read (ENOENT)`);
    expect(wrong).toThrow(`HOST_FILE="${folder}" cannot be read (EISDIR)`);
    expect(wrong).toThrow(`LOG_LEVEL_FILE="${empty}" is an empty file`);
  });
});
