/** `aquilon workers drain` and `resume`: what is to be stopped or changed runs out first. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, runningServer } from '#cli/client.ts';
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';
import { openConfig } from '#composition/open-config.ts';
import { isBusy, type Workers } from './workers.ts';

const PAUSE_MS = 500;

export const drain = () =>
  command('drain', 'Take no new tasks; what runs goes on to its end', 'workers drain --wait')
    .option('--wait', 'until nothing runs any more')
    .action(async ({ wait }: { wait?: boolean }) => {
      const client = await serverOf();
      let workers = await setDrained(client, true);
      while (wait && workers.drained && workers.processes.some(isBusy)) {
        await sleep(PAUSE_MS);
        workers = await client.ask<Workers>('GET', '/aquilon/workers');
      }
      const { drained, processes } = workers;
      const running = counted(processes.filter(isBusy).length, 'task');
      process.stdout.write(
        drained
          ? `Drained by ${drained.by} since ${drained.since}: ${running} running.\n`
          : 'Somebody let the worker take tasks again.\n',
      );
    });

export const resume = () =>
  command('resume', 'Take tasks again after a drain', 'workers resume').action(async () => {
    await setDrained(await serverOf(), false);
    process.stdout.write('The worker takes tasks.\n');
  });

/** Never without a server: a command has no workers. */
const serverOf = async () => runningServer(await openConfig());

const setDrained = (client: Client, drained: boolean) => client.ask<Workers>('PATCH', '/aquilon/workers', { drained });
