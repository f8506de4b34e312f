/** `aquilon dags check`: looks at DAG files without running them. Exit code 1 where there are errors. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { counted } from '#cli/counted.ts';
import { hasDatabase, withDatabase } from '#cli/database.ts';
import { fromHere } from '#cli/from-here.ts';
import { bundleNameOption, command } from '#cli/options.ts';
import { yamlText } from '#cli/output.ts';
import { openConfig } from '#composition/open-config.ts';
import { PRODUCT_ROOT } from '#composition/product.ts';
import type { Config } from '#config/config.ts';
import { bundleFolders } from '#dags/bundles/bundles.ts';
import type { CheckReport, Live } from '#dags/check/check.ts';
import type { Finding } from '#dags/check/finding.ts';
import { selectLiveDagTasks, selectLiveProducers, selectPoolSlots } from '#db/queries/check-names.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { openSecrets } from '#secrets/secrets.ts';
import { createLogger } from '#support/logger.ts';

interface CheckOptions {
  dagsFolder?: string;
  bundleName: string[];
  output: 'text' | 'json' | 'yaml';
  strict?: true;
  types: boolean;
  live: boolean;
}

export const check = () =>
  command(
    'check',
    'Look for what is wrong with DAG files, without running them',
    'dags check --dags-folder dags --strict',
  )
    .argument('[files...]', 'DAG files; default: all of the DAG bundles')
    .option('--dags-folder <folder>', 'another folder than those of the bundles')
    .addOption(bundleNameOption())
    .option('--strict', 'exit code 1 for warnings as well')
    .option('--no-types', 'do not check types')
    .option('--no-live', 'do not ask the database for pools, variables, connections and other DAGs')
    .addOption(
      new Option('-o, --output <format>', 'form of the output').choices(['text', 'json', 'yaml']).default('text'),
    )
    .action(run);

async function run(files: string[], options: CheckOptions): Promise<void> {
  const config = await openConfig();
  const folders =
    options.dagsFolder === undefined
      ? (await bundleFolders(config, PRODUCT_ROOT, options.bundleName)).map(({ path }) => path)
      : [resolve(options.dagsFolder)];
  for (const path of [...files, ...(options.dagsFolder ? [options.dagsFolder] : [])])
    if (!existsSync(path)) throw new AquilonError('PATH_MISSING', { path: resolve(path) });
  const chosen = files.map((file) => resolve(file));
  const { checkRequest } = await import('#cli/check-request.ts');
  const { checkFiles } = await import('#dags/check/check.ts');
  const request = await checkRequest(config, chosen, { folders, checkTypes: options.types });
  const isLive = options.live && hasDatabase(config);
  const report = isLive
    ? await withLive(config, (live) => checkFiles({ ...request, live }))
    : await checkFiles({ ...request, live: null });
  process.stdout.write(shown(report, options.output));
  if (report.errors > 0 || (options.strict && report.warnings > 0)) process.exitCode = 1;
}

function withLive<T>(config: Config, use: (live: Live) => Promise<T>): Promise<T> {
  const logger = createLogger({ level: 'error', format: config.logging.format, write: () => undefined });
  return withDatabase(
    async (database) => {
      const secrets = await openSecrets(config, database, logger);
      return use({
        pools: await selectPoolSlots(database.pool),
        dags: await selectLiveDagTasks(database.pool),
        producers: await selectLiveProducers(database.pool),
        has: async (kind, name) =>
          (kind === 'variable' ? await secrets.getVariable(name) : await secrets.getConnection(name)) !== null,
      });
    },
    { migrate: false },
  );
}

function shown(report: CheckReport, output: CheckOptions['output']): string {
  if (output === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  if (output === 'yaml') return yamlText(report);
  const lines = report.findings.flatMap(linesOf);
  for (const one of report.unchecked) lines.push(`not checked: ${one}`);
  const counts = [counted(report.errors, 'error'), counted(report.warnings, 'warning')].join(', ');
  lines.push(`${counted(report.files, 'file')}, ${counted(report.dags, 'DAG')}: ${counts}`);
  return `${lines.join('\n')}\n`;
}

/** As compilers write it, so that editors find the place. */
function linesOf({ file, line, column, level, code, message, detail }: Finding): string[] {
  const place = [fromHere(file), line, column].filter((part) => part !== null).join(':');
  return [
    `${place}: ${level} ${code} ${message}`,
    ...(detail === '' ? [] : detail.split('\n').map((one) => `    ${one}`)),
  ];
}
