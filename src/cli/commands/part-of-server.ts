/**
 * `aquilon api-server`, `scheduler`, `triggerer` and `dag-processor`: Airflow's processes. Here one process is all of them. Whichever of them is
 * started first starts it; the others see that it runs, stay for as long as it does, and end with it, as whoever supervises them expects.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { portNumber } from '#cli/arguments.ts';
import { addDaemonOptions, type DaemonOptions, startDaemon } from '#cli/daemon.ts';
import { watchInterruption } from '#cli/interruption.ts';
import { olderName } from '#cli/older-names.ts';
import { command } from '#cli/options.ts';
import { openConfig } from '#composition/open-config.ts';
import { readServerFile } from '#composition/server-file.ts';
import { refuse } from './not-offered.ts';

const LOOK_MS = 500;

interface Options extends DaemonOptions {
  port?: number;
  host?: string;
}

const part = (name: string, what: string): Command =>
  addDaemonOptions(
    command(name, `Serve everything, ${what} included; beside a server that runs: stay as long as it does`, name),
  ).action((options: Options) => serve(name, options));

export const scheduler = () => part('scheduler', 'the scheduler');
export const triggerer = () => part('triggerer', 'what waits for things');
export const dagProcessor = () => part('dag-processor', 'the loading of DAG files');

export const apiServer = () => withPlace(part('api-server', 'API and web page'));

export const webserver = () => olderName('webserver', withPlace(part('webserver', 'the page')), 'api-server');

const withPlace = (one: Command): Command =>
  one
    .option('-p, --port <port>', 'port to listen on; default: AIRFLOW__API__PORT', portNumber)
    .option('-H, --host <address>', 'address to listen at; default: AIRFLOW__API__HOST');

/** Tasks on other machines. */
export const worker = () =>
  command('worker', 'Not offered yet: tasks run in processes of the server', 'worker')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => refuse('worker', 'celery'));

async function serve(name: string, options: Options): Promise<void> {
  const { port, host } = options;
  const { home } = await openConfig();
  const server = readServerFile(home);
  if (server) {
    const end = options.daemon ? '' : '; this ends with it';
    process.stderr.write(`The server ${server.url} (process ${server.pid}) is the ${name} as well${end}.\n`);
    if (!options.daemon) await untilGone(home, server.pid);
    return;
  }
  process.stderr.write(`One process is scheduler, API, web page and workers: ${name} starts all of it.\n`);
  if (options.daemon) {
    const place = [...(port === undefined ? [] : ['-p', String(port)]), ...(host === undefined ? [] : ['-H', host])];
    await startDaemon(name, home, place, options);
    return;
  }
  const { standalone } = await import('./standalone.ts');
  await standalone({ ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) });
}

async function untilGone(home: string, pid: number): Promise<void> {
  const { signal, close } = watchInterruption(() => process.exit(0));
  while (!signal.aborted && readServerFile(home)?.pid === pid) await sleep(LOOK_MS);
  close();
}
