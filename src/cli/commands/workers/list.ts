/** `aquilon workers list`: the task processes, and whether they take work. */
import { runningServer } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { openConfig } from '#composition/open-config.ts';
import type { Workers } from './workers.ts';

export const list = () =>
  command('list', 'List the processes of the server that run tasks, and what each runs', 'workers list')
    .addOption(outputOption())
    .action(async ({ output }: OutputOptions) => {
      const { processes, drained, waiting } = await runningServer(await openConfig()).ask<Workers>(
        'GET',
        '/aquilon/workers',
      );
      print(
        processes.map(({ pid, state, attempts, memory_bytes: memory, attempt, since }) => ({
          pid,
          state,
          dag_id: attempt?.dag_id ?? null,
          dag_run_id: attempt?.dag_run_id ?? null,
          task_id: attempt?.task_id ?? null,
          map_index: attempt?.map_index ?? null,
          since,
          attempts,
          memory_bytes: memory,
        })),
        output,
      );
      if (drained) process.stderr.write(`Drained by ${drained.by} since ${drained.since}; ${waiting} waiting.\n`);
    });
