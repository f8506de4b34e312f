/** `aquilon dags simulate`: what schedules will come to. Played in this process: a server that runs is asked for what is known, and does nothing else. */

import { parseDuration } from '@aquilon/sdk/runtime';
import { InvalidArgumentError, Option } from 'commander';
import { instant, positiveInteger, wholeNumber } from '#cli/arguments.ts';
import { withClient } from '#cli/client.ts';
import { command } from '#cli/options.ts';
import { yamlText } from '#cli/output.ts';
import { simulationText } from '#cli/simulation-text.ts';
import { openConfig } from '#composition/open-config.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { SimulationInput } from '#simulation/input.ts';
import type { WhatIf } from '#simulation/what-if.ts';

interface Options extends WhatIf {
  days: number;
  /** ISO 8601. */
  start?: string;
  defaultDuration: number;
  failures: number;
  seed: number;
  folder?: string | true;
  output: 'text' | 'json' | 'yaml';
}

const DAY_MS = 86_400_000;

const several = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];

export const simulate = () =>
  command(
    'simulate',
    'Play schedules in virtual time, with the times that tasks took so far: landing times, full pools, late runs',
    "dags simulate --days 365 --pools cards=4 --schedule 'sales=0 6 * * *'",
  )
    .argument('[dag_ids...]', 'all that are switched on, where none is named')
    .option('--days <n>', 'how many days are played', positiveInteger, 30)
    .option('--start <date>', 'from when on; default: the next midnight, UTC', instant)
    .option('--pools <name=slots>', 'what if a pool had so many slots; several times for several', several)
    .option('--schedule <dag=cron>', 'what if a DAG had this schedule', several)
    .option('--duration <dag.task=time>', 'what if a task took so long: 90s, 10m; or x1.5 of what it took', several)
    .option('--max-active-runs <dag=n>', 'what if so many runs of a DAG might be active', several)
    .option('--parallelism <n>', 'what if so many tasks might run at once', positiveInteger)
    .option('--default-duration <time>', 'of a task that has never succeeded', duration, 1000)
    .option('--failures <part>', 'part of the attempts that fail, 0 to 1', part, 0)
    .option('--seed <n>', 'the same seed plays the same', wholeNumber, 1)
    .option('--folder [path]', 'DAG files instead of a server; without a path the DAG folder of the configuration')
    .addOption(
      new Option('-o, --output <format>', 'form of the output').choices(['text', 'json', 'yaml']).default('text'),
    )
    .action(run);

async function run(dagIds: string[], options: Options): Promise<void> {
  const known = await inputOf(dagIds, options);
  const { changeInput } = await import('#simulation/what-if.ts');
  const { simulate: play } = await import('#simulation/simulate.ts');
  const input = changeInput(known, options);
  const start = options.start === undefined ? nextMidnight(Date.now()) : Date.parse(options.start);
  const { seed, failures, defaultDuration: defaultDurationMs } = options;
  const end = start + options.days * DAY_MS;
  const simulation = { start, end, seed, failures, defaultDurationMs };
  const report = await play(input, simulation, dagIds);
  // Beside it, what comes without the changes: what to compare with.
  const isChanged = failures > 0 || CHANGES.some((name) => options[name] !== undefined);
  const unchanged = isChanged ? await play(known, { ...simulation, failures: 0 }, dagIds) : null;
  if (options.output === 'json') process.stdout.write(`${JSON.stringify({ ...report, unchanged }, null, 2)}\n`);
  else
    process.stdout.write(
      options.output === 'yaml' ? yamlText({ ...report, unchanged }) : simulationText(report, unchanged),
    );
}

const CHANGES = ['pools', 'schedule', 'duration', 'maxActiveRuns', 'parallelism'] as const satisfies (keyof WhatIf)[];

async function inputOf(dagIds: readonly string[], { folder }: Options): Promise<SimulationInput> {
  if (folder === undefined) {
    const query = new URLSearchParams(dagIds.map((dagId) => ['dag_ids', dagId]));
    const { input } = await withClient((client) =>
      client.ask<{ input: SimulationInput }>('GET', `/aquilon/simulation/input?${query}`),
    );
    return input;
  }
  const config = await openConfig();
  const path = folder === true ? null : folder;
  const { inputFromFolder } = await import('#composition/simulation-input.ts');
  const input = await inputFromFolder(config, path, (error) => process.stderr.write(`${error}\n`));
  const missing = dagIds.find((dagId) => !input.dags.some(({ serialized }) => serialized.dagId === dagId));
  if (missing !== undefined) throw new AquilonError('DAG_NOT_FOUND', { dag: missing });
  return input;
}

const nextMidnight = (now: number): number => Math.ceil(now / DAY_MS) * DAY_MS;

function duration(text: string): number {
  const ms = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (ms === undefined) throw new InvalidArgumentError('It is no duration such as 90s, 10m or 1h30m.');
  return ms;
}

function part(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It is no number from 0 to 1.');
  return value;
}
