import { Command, Option } from "commander";
import { createAuditLog } from "../audit/audit-log.js";
import { RETRAIN_ON_IMPORT, type RetrainOnImport } from "../config/training.js";
import { makePool } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import type { ImportProgress } from "../stores/import/index.js";
import type { ImportReport } from "../stores/types.js";
import { auditImport } from "./audit-import.js";
import { startProgress } from "./progress.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";
import { withCommandServers } from "./servers.js";

interface Options {
  rossmann?: string;
  sales?: string;
  stores?: string;
  timeZone?: string;
  holidayCalendar?: string;
  retrain: RetrainOnImport;
  json?: boolean;
}

/** `storecast import`: sales, stores and planned days from files; all of it or nothing. */
export function importCommand(context: CommandContext): Command {
  const { runtime, config } = context;
  return new Command("import")
    .description(
      "Import sales and planned days from CSV files (gzip too). A wrong row refuses the whole file.",
    )
    .option(
      "--rossmann <directory>",
      "folder with train.csv, store.csv and, optionally, test.csv, store_states.csv",
    )
    .option(
      "--sales <file>",
      "store,date,y[,open,promo,school_holiday,holiday][,any other column = regressor]",
    )
    .option("--stores <file>", "store,name,region,... to go with --sales")
    .option("--time-zone <zone>", "IANA time zone of stores that name none")
    .option(
      "--holiday-calendar <calendar>",
      "of stores that name none, such as DE-NW or US-CA (with --sales)",
    )
    .addOption(
      new Option(
        "--retrain <stores>",
        "what to train after it: nothing, stores whose days changed, or all it names",
      )
        .choices(RETRAIN_ON_IMPORT)
        .default(config.retrainOnImport),
    )
    .option("--json", "print the report as JSON")
    .action(async (options: Options) => {
      const timeZone = options.timeZone === undefined ? {} : { timeZone: options.timeZone };
      if ((options.rossmann === undefined) === (options.sales === undefined)) {
        throw new InvalidInputError("Name what to import: either --rossmann DIRECTORY or --sales FILE.");
      }
      const [{ importRossmann, importSales }, { retrainImported, describeImportRetrain }] = await Promise.all(
        [import("../stores/import/index.js"), import("./retrain-imported.js")],
      );
      await withCommandServers(context, { mlflow: false }, async ({ databaseUrl }) => {
        const logger = createCommandLogger(context, "import");
        const pool = makePool({ url: databaseUrl, max: 2, logger });
        const progress = startProgress(runtime, "importing");
        const onProgress = ({ stage, file, fraction, rowsRead }: ImportProgress) =>
          progress.update(Math.floor(fraction * 100), 100, `% ${file ?? stage}, ${rowsRead} rows`);
        const { rossmann: directory, sales: salesFile = "", stores: storesFile, holidayCalendar } = options;
        try {
          const report = await auditImport(
            createAuditLog({ db: pool, now: runtime.now, logger }),
            directory === undefined ? [salesFile, storesFile] : [directory],
            () =>
              directory === undefined
                ? importSales(pool, { salesFile, storesFile, holidayCalendar, ...timeZone, onProgress })
                : importRossmann(pool, { directory, ...timeZone, onProgress }),
          );
          progress.stop();
          if (!options.json) runtime.stdout.write(describe(report));
          const retrain = await retrainImported(context, { pool, databaseUrl }, report, options.retrain);
          const storesChanged = report.changedStoreCodes.length;
          // Counts are a report; a chain's codes are none.
          const lists = { changedStoreCodes: undefined, namedStoreCodes: undefined };
          const summary = { ...report, ...lists, storesChanged, retrain };
          runtime.stdout.write(
            options.json ? `${JSON.stringify(summary)}\n` : describeImportRetrain(retrain),
          );
        } finally {
          progress.stop();
          await pool.end();
        }
      });
    });
}

function describe(report: ImportReport): string {
  const span = report.firstDay === null ? "no observed day" : `${report.firstDay} to ${report.lastDay}`;
  return (
    `${report.stores} stores, ${report.rowsRead} rows read (${span}): ` +
    `${report.rowsInserted} inserted, ${report.rowsUpdated} updated, ${report.rowsUnchanged} unchanged.\n`
  );
}
