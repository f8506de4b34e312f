/** `aquilon config lint`: what is wrong with the configuration, or what a file would be as one. Exit code 1 where a start would be refused. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { readConfigFile } from '#composition/config-file.ts';
import { openSettings } from '#composition/open-config.ts';
import { configInvalid } from '#config/config.ts';
import type { FileEntry } from '#config/file-entries.ts';
import { iniEntries } from '#config/ini.ts';
import { type Linted, lintEntry, REFUSED, withoutEffect } from '#config/lint.ts';
import { processEnvironment } from '#config/process-environment.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface Options extends OutputOptions {
  section?: string[];
  option?: string[];
  ignoreSection?: string[];
  ignoreOption?: string[];
}

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

export const lint = () =>
  command(
    'lint',
    'Tell what is wrong with the configuration, or what an airflow.cfg means here',
    'config lint airflow.cfg',
  )
    .argument('[file]', 'airflow.cfg, or an aquilon.config file that is not in use yet')
    .option('--section <names>', 'only these sections, comma separated', words)
    .option('--option <names>', 'only these options', words)
    .option('--ignore-section <names>', 'not these sections', words)
    .option('--ignore-option <names>', 'not these options', words)
    .addOption(outputOption())
    .action(run);

async function run(file: string | undefined, options: Options): Promise<void> {
  const found = (file === undefined ? await lintOwn() : (await entriesOf(file)).map(lintEntry)).filter((one) =>
    isAsked(one, options),
  );
  print(
    found.map((one) => ({ ...one })),
    options.output,
  );
  const refused = found.filter(({ finding }) => REFUSED.has(finding)).length;
  if (options.output === 'table') process.stdout.write(`${refused} problem(s), ${found.length} option(s)\n`);
  if (refused > 0) process.exitCode = 1;
}

/** What is wrong is thrown; the rest has no effect. */
async function lintOwn(): Promise<Linted[]> {
  const { problems } = await openSettings();
  if (problems.length > 0) throw configInvalid(problems);
  return withoutEffect(processEnvironment().env);
}

async function entriesOf(file: string): Promise<readonly FileEntry[]> {
  if (!existsSync(file)) throw new AquilonError('PATH_MISSING', { path: resolve(file) });
  if (extname(file) === '.cfg') return iniEntries(await readFile(file, 'utf8'));
  const read = await readConfigFile({ env: { AQUILON_CONFIG: file }, fromDotEnv: new Set() }, '', '');
  if (read && read.problems.length > 0) throw configInvalid(read.problems.map((one) => `${read.name}: ${one}`));
  return read?.entries ?? [];
}

function isAsked({ section, option }: Linted, asked: Options): boolean {
  return (
    (asked.section?.includes(section) ?? true) &&
    (asked.option?.includes(option) ?? true) &&
    !asked.ignoreSection?.includes(section) &&
    !asked.ignoreOption?.includes(option)
  );
}
