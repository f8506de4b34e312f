import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('params_and_context', {
  schedule: null,
  params: {
    city: 'Paris',
    rounds: {
      default: 3,
      description: 'How often to look',
      schema: { type: 'integer', minimum: 1, maximum: 10 },
    },
  },
});

const look = dag.task('look', async (): Promise<number> => {
  const { logger, params, run, signal, task, xcomPush } = getContext();
  logger.info(`Run ${run.runId}, try ${task.tryNumber}`, { city: params.city });
  const rounds = Number(params.rounds);
  for (let round = 1; round <= rounds; round += 1) {
    await sleep(100, undefined, { signal });
    await xcomPush('round', round);
  }
  return rounds;
});

const compare = dag.task('compare', async ({ rounds }: { rounds: number }): Promise<boolean> => {
  const last = await getContext().xcomPull({ taskId: 'look', key: 'round' });
  return last === rounds;
});

compare({ rounds: look() });

export default dag;
