import { Dag } from '@aquilon/sdk';

const dag = new Dag('options_of_tasks', {
  schedule: '6h',
  startDate: '2026-01-01T00:00:00Z',
  maxActiveRuns: 1,
  dagrunTimeout: '2h',
  description: 'How to say how a task is run',
  docMd: '# Options\nEvery option of a task may also stand in `defaultArgs`.',
  ownerLinks: { data: 'mailto:data@example.com' },
  defaultArgs: { owner: 'data', retries: 2, retryDelay: '30s' },
});

const download = dag.task(
  'download',
  async (): Promise<string> => {
    return 'data/download.csv';
  },
  {
    retries: 5,
    retryDelay: '10s',
    retryExponentialBackoff: true,
    maxRetryDelay: '5m',
    executionTimeout: '10m',
  },
);

const learn = dag.task(
  'learn',
  ({ path }: { path: string }): number => {
    return path.length;
  },
  { isolation: 'fresh', priorityWeight: 10, pool: 'default_pool', poolSlots: 2 },
);

learn({ path: download() });

export default dag;
