import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder for files to import. */
export interface ImportFolder {
  path: string;
  /** Writes a file and answers its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

export async function makeImportFolder(): Promise<ImportFolder> {
  const path = await mkdtemp(join(tmpdir(), "storecast-import-"));
  return {
    path,
    write: async (name, content) => {
      await writeFile(join(path, name), content);
      return join(path, name);
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Lines of a CSV file, the last one ended too. */
export function csv(...lines: string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
