/** `aquilon dags plan`: what a folder of DAG files would change if it went live, and for whom. Writes nothing. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { hasDatabase, withDatabase } from '#cli/database.ts';
import { fromHere } from '#cli/from-here.ts';
import { bundleNameOption, command } from '#cli/options.ts';
import { yamlText } from '#cli/output.ts';
import { planText } from '#cli/plan-text.ts';
import { openConfig } from '#composition/open-config.ts';
import { PRODUCT_ROOT } from '#composition/product.ts';
import type { Config } from '#config/config.ts';
import { type BundleFolder, bundleFolders, bundleNames, checkBundle } from '#dags/bundles/bundles.ts';
import { findDagFiles } from '#dags/find.ts';
import type { Plan, PlanRequest } from '#dags/plan/plan.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface PlanOptions {
  dagsFolder?: string;
  bundleName: string[];
  output: 'text' | 'json' | 'yaml';
  exitCode?: true;
}

/** With `--exit-code`, where something would change. */
const CHANGES = 2;

export const plan = () =>
  command(
    'plan',
    'Compare DAG files with what is live, before they go live',
    'dags plan --dags-folder checkout/dags --exit-code',
  )
    .argument('[files...]', 'DAG files; default: all of the DAG bundles')
    .option('--dags-folder <folder>', 'another folder than that of the bundle')
    .addOption(bundleNameOption())
    .option('--exit-code', 'exit code 2 where DAGs would be new, changed or removed')
    .addOption(
      new Option('-o, --output <format>', 'form of the output').choices(['text', 'json', 'yaml']).default('text'),
    )
    .action(run);

async function run(files: string[], options: PlanOptions): Promise<void> {
  const config = await openConfig();
  const { cli, database } = config;
  if (cli.apiUrl !== '' && database.sqlAlchemyConn === '')
    throw new AquilonError('DAGS_PLAN_LOCAL', { url: cli.apiUrl });
  for (const path of [...files, ...(options.dagsFolder ? [options.dagsFolder] : [])])
    if (!existsSync(path)) throw new AquilonError('PATH_MISSING', { path: resolve(path) });
  const folders = await foldersOf(config, options);
  const paths = folders.map(({ path }) => path);
  const { loadOptions } = await import('#dags/load.ts');
  const { makePlan } = await import('#dags/plan/plan.ts');
  const request: Omit<PlanRequest, 'live'> = {
    files:
      files.length > 0
        ? files.map((file) => resolve(file))
        : (await Promise.all(paths.map((path) => findDagFiles(path)))).flat(),
    folders: files.length > 0 ? [] : paths,
    leftOut: bundleNames(config).filter((name) => !folders.some(({ bundle }) => bundle === name)),
    load: loadOptions(config),
    sensorTimeoutMs: config.sensors.defaultTimeout * 1000,
    sensitiveNames: config.core.sensitiveVarConnNames,
    now: Date.now(),
  };
  const isLive = hasDatabase(config);
  if (!isLive) process.stderr.write('There is no database of this home folder: nothing is live.\n');
  const made = isLive
    ? await withDatabase(({ pool }) => makePlan({ ...request, live: pool }), { migrate: false })
    : await makePlan({ ...request, live: null });
  process.stdout.write(shown(made, options.output));
  const isChanged = made.dags.some(({ change }) => ['new', 'changed', 'removed'].includes(change));
  if (made.errors.length > 0) process.exitCode = 1;
  else if (options.exitCode && isChanged) process.exitCode = CHANGES;
}

/** Throws `BUNDLE_NOT_FOUND`, and `BUNDLE_UNCLEAR` where a folder could stand for several bundles. */
async function foldersOf(config: Config, { dagsFolder, bundleName: names }: PlanOptions): Promise<BundleFolder[]> {
  if (dagsFolder === undefined) return bundleFolders(config, PRODUCT_ROOT, names);
  const [bundle, ...others] = names.length > 0 ? names : bundleNames(config);
  if (others.length > 0 || bundle === undefined)
    throw new AquilonError('BUNDLE_UNCLEAR', { folder: dagsFolder, bundles: bundleNames(config).join(', ') });
  checkBundle(config, bundle);
  return [{ bundle, path: resolve(dagsFolder) }];
}

function shown(made: Plan, output: PlanOptions['output']): string {
  if (output === 'json') return `${JSON.stringify(made, null, 2)}\n`;
  return output === 'yaml' ? yamlText(made) : planText(made, fromHere);
}
