/** `aquilon db export-archived` and `db drop-archived`: what `db clean` has moved aside. */
import { once } from 'node:events';
import { createWriteStream, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { commaSeparated } from '#cli/arguments.ts';
import { confirm } from '#cli/confirm.ts';
import { counted } from '#cli/counted.ts';
import { withDatabase } from '#cli/database.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { startProgress } from '#cli/progress.ts';
import { TABLES_BY_AGE } from '#db/clean/tables.ts';
import type { Database } from '#db/database.ts';
import { inTransaction } from '#db/in-transaction.ts';
import { archivedTable, countArchived, dropArchive, readArchive, selectArchives } from '#db/queries/archives.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

const ROWS_AT_ONCE = 500;

interface Options extends OutputOptions {
  tables?: string[];
  yes?: boolean;
}

interface ExportOptions extends Options {
  outputPath: string;
  dropArchives?: boolean;
}

const tablesOption = ['-t, --tables <names>', 'only rows of these tables, with commas between them'] as const;

export const exportArchived = () =>
  command('export-archived', 'Write what db clean has moved aside to files', 'db export-archived --output-path archive')
    .requiredOption('--output-path <folder>', 'the folder for the files: one for each table and cleaning')
    .addOption(new Option('--export-format <format>', 'form of the files').choices(['csv']).default('csv'))
    .option(...tablesOption, commaSeparated)
    .option('--drop-archives', 'delete from the database what was written')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action((options: ExportOptions) => withDatabase((database) => writeArchives(database, options)));

export const dropArchived = () =>
  command('drop-archived', 'Delete what db clean has moved aside', 'db drop-archived --tables xcom')
    .option(...tablesOption, commaSeparated)
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action((options: Options) => withDatabase((database) => dropArchives(database, options)));

async function writeArchives(database: Database, options: ExportOptions): Promise<void> {
  const { outputPath, output } = options;
  if (!statSync(outputPath, { throwIfNoEntry: false })?.isDirectory())
    throw new AquilonError('PATH_MISSING', { path: outputPath });
  const names = await chosenArchives(database, options);
  if (options.dropArchives && names.length > 0 && !options.yes && !(await mayDrop(names))) return;
  const progress = startProgress(await totalOf(database, names));
  const written = [];
  for (const name of names) {
    const file = join(outputPath, `${name}.csv`);
    written.push({ archive: name, rows: await writeArchive(database, name, file, progress.add), file });
    // Only once its file is whole.
    if (options.dropArchives) await dropArchive(database.pool, name);
  }
  progress.end();
  print(written, output);
}

async function dropArchives(database: Database, options: Options): Promise<void> {
  const names = await chosenArchives(database, options);
  if (names.length > 0 && !options.yes && !(await mayDrop(names))) return;
  for (const name of names) await dropArchive(database.pool, name);
  print(
    names.map((archive) => ({ archive })),
    options.output,
  );
}

/** Under the names that `db clean` calls its tables by, or those that the database does. */
async function chosenArchives({ pool }: Database, { tables }: Options): Promise<string[]> {
  const names = await selectArchives(pool);
  if (tables === undefined) return names;
  const wanted = new Set([
    ...tables,
    ...TABLES_BY_AGE.flatMap((one) => (tables.includes(one.name) ? [one.table] : [])),
  ]);
  return names.filter((name) => wanted.has(archivedTable(name) ?? ''));
}

const mayDrop = (names: readonly string[]): Promise<boolean> =>
  confirm(`This deletes ${counted(names.length, 'archive')} from the database: ${names.join(', ')}.`);

async function totalOf({ pool }: Database, names: readonly string[]): Promise<number> {
  let total = 0;
  for (const name of names) total += await countArchived(pool, name);
  return total;
}

/** The file is there when all of it is. Returns how many rows it has. */
function writeArchive(
  { pool }: Database,
  name: string,
  file: string,
  onRows: (rows: number, what: string) => void,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const draft = createWriteStream(`${file}.part`, { mode: 0o600 });
    let count = 0;
    let isFirst = true;
    for await (const { columns, rows } of readArchive(client, name, ROWS_AT_ONCE)) {
      const lines = isFirst ? [columns, ...rows] : rows;
      isFirst = false;
      count += rows.length;
      if (lines.length > 0 && !draft.write(lines.map(csvLine).join(''))) await once(draft, 'drain');
      onRows(rows.length, name);
    }
    draft.end();
    await once(draft, 'close');
    await rename(`${file}.part`, file);
    return count;
  });
}

/** As RFC 4180 has it. What is null is empty, an empty text is a pair of quotes. */
function csvLine(values: readonly (string | null)[]): string {
  const cell = (value: string | null) => {
    if (value === null) return '';
    return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  };
  return `${values.map(cell).join(',')}\r\n`;
}
