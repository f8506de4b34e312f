/** `aquilon db clean`, with the options of Airflow's. A server may run meanwhile. */
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { commaSeparated, instant, positiveInteger } from '#cli/arguments.ts';
import { auditedCommand } from '#cli/audit.ts';
import { confirm } from '#cli/confirm.ts';
import { counted } from '#cli/counted.ts';
import { withDatabase } from '#cli/database.ts';
import { watchInterruption } from '#cli/interruption.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { startProgress } from '#cli/progress.ts';
import { openConfig } from '#composition/open-config.ts';
import type { Config } from '#config/config.ts';
import { type Cleaning, type CleaningHooks, cleanDatabase, countCleaned } from '#db/clean/clean.ts';
import { CLEAN_TABLES, NOT_CLEANED } from '#db/clean/tables.ts';
import type { Database } from '#db/database.ts';
import { forgetRuns } from '#storage/forget-runs.ts';
import { createLocalFolder } from '#storage/local-folder.ts';

interface Options extends OutputOptions {
  cleanBeforeTimestamp: string;
  tables?: string[];
  dagIds?: string[];
  excludeDagIds?: string[];
  batchSize: number;
  skipArchive?: boolean;
  keepFiles?: boolean;
  dryRun?: boolean;
  verbose?: boolean;
  yes?: boolean;
}

/** Rows of one statement: so many are deleted in some hundredths of a second. */
const BATCH_SIZE = 5000;
const INTERRUPTED = 130;

export const clean = () =>
  command(
    'clean',
    'Remove old rows, while the server goes on. What runs, and the newest runs of each DAG, stay',
    "db clean --clean-before-timestamp '2026-01-01' --dry-run",
  )
    .requiredOption('--clean-before-timestamp <date>', 'what is older goes; without an offset it is UTC', instant)
    .option('-t, --tables <names>', `with commas between them: ${CLEAN_TABLES.join(', ')}; default: all`, tableNames)
    .option('--dag-ids <ids>', 'only what belongs to these DAGs, with commas between them', commaSeparated)
    .option('--exclude-dag-ids <ids>', 'not what belongs to these DAGs', commaSeparated)
    .option('--dry-run', 'show how many rows would go, and change nothing')
    .option('--skip-archive', 'keep nothing: else the rows are moved to tables that db export-archived writes to files')
    .option('--keep-files', 'leave logs and values of the runs that lie outside the database')
    .option('--batch-size <n>', 'most rows of one transaction', positiveInteger, BATCH_SIZE)
    .option('--error-on-cleanup-failure', 'what happens anyway: an error ends the command with exit code 1')
    .option('-v, --verbose', 'tell each table on stderr, while it is cleaned')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action(run);

/** Tables of Airflow that have nothing to be cleaned are told, and left out. */
function tableNames(text: string): string[] {
  const names = commaSeparated(text);
  const unknown = names.filter((name) => !CLEAN_TABLES.includes(name) && !(name in NOT_CLEANED));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no ${unknown.join(', ')}.`);
  return names;
}

async function run(options: Options): Promise<void> {
  const tables = new Set(options.tables ?? CLEAN_TABLES);
  for (const name of tables)
    if (name in NOT_CLEANED) process.stderr.write(`${name} is not cleaned by itself: ${NOT_CLEANED[name]}.\n`);
  const cleaning: Cleaning = {
    tables,
    before: options.cleanBeforeTimestamp,
    dagIds: options.dagIds ?? null,
    exceptDagIds: options.excludeDagIds ?? [],
    batchSize: options.batchSize,
    archive: !options.skipArchive,
  };
  const config = await openConfig();
  await withDatabase(async (database) => {
    if (options.dryRun) tell(await countCleaned(database, cleaning), options);
    else await cleanAsked(database, config, cleaning, options);
  });
}

async function cleanAsked(database: Database, config: Config, cleaning: Cleaning, options: Options): Promise<void> {
  const isCounted = !options.yes || process.stderr.isTTY;
  const total = isCounted ? sum(await countCleaned(database, cleaning)) : 0;
  if (!options.yes && !(await confirm(`This removes ${counted(total, 'row')} from before ${cleaning.before}.`))) return;
  await auditedCommand(database, wordsOf(cleaning), async () => undefined);
  const progress = startProgress(total);
  const { signal, close } = watchInterruption(() => process.exit(INTERRUPTED));
  const seen = new Set<string>();
  const hooks: CleaningHooks = {
    signal,
    onDeleted(table, rows) {
      progress.add(rows, table);
      if (options.verbose && !seen.has(table)) process.stderr.write(`Cleaning ${table} ...\n`);
      seen.add(table);
    },
    async forget(leftovers) {
      if (!options.keepFiles) await forgetRuns(filesOf(config), leftovers);
    },
  };
  const deleted = await cleanDatabase(database, cleaning, hooks).finally(() => {
    progress.end();
    close();
  });
  tell(deleted, options);
  if (!signal.aborted) return;
  process.stderr.write('Interrupted: the rest is removed when the command is given again.\n');
  process.exitCode = INTERRUPTED;
}

const filesOf = ({ home, logging }: Config) => ({
  logFolder: logging.baseLogFolder || join(home, 'logs'),
  objects: createLocalFolder(join(home, 'storage')),
});

function wordsOf({ before, tables, dagIds, exceptDagIds, archive }: Cleaning): string[] {
  const words = ['db', 'clean', '--clean-before-timestamp', before, '--tables', [...tables].join(',')];
  if (dagIds) words.push('--dag-ids', dagIds.join(','));
  if (exceptDagIds.length > 0) words.push('--exclude-dag-ids', exceptDagIds.join(','));
  if (!archive) words.push('--skip-archive');
  return words;
}

const sum = (counts: ReadonlyMap<string, number>): number => counts.values().reduce((all, one) => all + one, 0);

function tell(counts: ReadonlyMap<string, number>, { output }: OutputOptions): void {
  print(
    [...counts].map(([table, rows]) => ({ table, rows })),
    output,
  );
}
