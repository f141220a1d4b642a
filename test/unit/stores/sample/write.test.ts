import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ConfigurationError } from "../../../../src/errors.js";
import { writeSample } from "../../../../src/stores/sample/index.js";

const OPTIONS = { stores: 12, start: "2015-06-01", end: "2015-07-31", seed: 1 };

describe("writeSample", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "storecast-sample-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function linesOf(name: string): Promise<string[]> {
    return (await readFile(join(directory, name), "utf8")).trimEnd().split("\n");
  }

  test("the files have the columns, quoting and order of the Rossmann set", async () => {
    await writeSample(directory, OPTIONS);
    const train = await linesOf("train.csv");
    expect(train[0]).toBe(
      '"Store","DayOfWeek","Date","Sales","Customers","Open","Promo","StateHoliday","SchoolHoliday"',
    );
    expect(train[1]).toMatch(/^1,5,2015-07-31,\d+,\d+,1,1,"0","[01]"$/);
    expect(train.slice(1, 13).map((line) => line.split(",")[0])).toEqual(
      Array.from({ length: 12 }, (_, i) => String(i + 1)),
    );
    expect(train[13]).toMatch(/^1,4,2015-07-30,/);
    expect(train.at(-1)).toMatch(/^12,1,2015-06-01,/);

    const stores = await linesOf("store.csv");
    expect(stores[0]).toBe(
      '"Store","StoreType","Assortment","CompetitionDistance","CompetitionOpenSinceMonth",' +
        '"CompetitionOpenSinceYear","Promo2","Promo2SinceWeek","Promo2SinceYear","PromoInterval"',
    );
    for (const line of stores.slice(1)) {
      expect(line).toMatch(/^\d+,"[abcd]","[abc]",\d*,\d*,\d*,(0,,,""|1,\d+,\d{4},"\w+,\w+,\w+,\w+")$/);
    }

    expect((await linesOf("store_states.csv"))[0]).toBe("Store,State");
    const planned = await linesOf("test.csv");
    expect(planned[0]).toBe('"Id","Store","DayOfWeek","Date","Open","Promo","StateHoliday","SchoolHoliday"');
    expect(planned[1]).toMatch(/^1,1,5,2015-09-11,[01],[01],"0","[01]"$/);
    expect(planned.at(-1)).toMatch(/^504,12,6,2015-08-01,/);
  });

  test("the report and the progress count the rows of the files", async () => {
    const seen: [number, number][] = [];
    const report = await writeSample(directory, OPTIONS, (done, total) => seen.push([done, total]));
    const rows = (await linesOf("train.csv")).length - 1;
    expect(report).toEqual({ directory, stores: 12, rows, plannedRows: 504 });
    expect(seen.at(-1)).toEqual([rows + 504, rows + 504]);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
  });

  test("the same seed writes the same bytes", async () => {
    const digest = async (name: string) =>
      createHash("sha256")
        .update(await readFile(join(directory, name)))
        .digest("hex");
    const names = ["train.csv", "store.csv", "store_states.csv", "test.csv"];
    await writeSample(directory, OPTIONS);
    const first = await Promise.all(names.map(digest));
    await writeSample(directory, OPTIONS);
    expect(await Promise.all(names.map(digest))).toEqual(first);
  });

  test("a run that breaks off changes no file and leaves none behind", async () => {
    await writeFile(join(directory, "train.csv"), "mine");
    const broken = writeSample(directory, OPTIONS, () => {
      throw new Error("broken off");
    });
    await expect(broken).rejects.toThrow("broken off");
    expect(await readdir(directory)).toEqual(["train.csv"]);
    expect(await readFile(join(directory, "train.csv"), "utf8")).toBe("mine");
  });

  test("without planned days the plans of an earlier chain go", async () => {
    await writeSample(directory, OPTIONS);
    await writeSample(directory, { ...OPTIONS, plannedDays: 0 });
    expect((await readdir(directory)).sort()).toEqual(["store.csv", "store_states.csv", "train.csv"]);
  });

  test("a directory that cannot be made is named in one sentence", async () => {
    await writeFile(join(directory, "file"), "");
    const path = join(directory, "file", "sample");
    await expect(writeSample(path, OPTIONS)).rejects.toThrow(ConfigurationError);
    await expect(writeSample(path, OPTIONS)).rejects.toThrow(`cannot be written to ${path}`);
  });
});
