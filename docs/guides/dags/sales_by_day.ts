import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('sales_by_day', {
  schedule: '0 0 * * *',
  startDate: '2026-01-01T00:00:00Z',
  maxActiveRuns: 1,
  params: { rate: 1 },
  tags: ['guide'],
});

const read = dag.task('read', () => getContext().run.logicalDate?.getUTCDate() ?? 0);
const convert = dag.task('convert', ({ sold }: { sold: number }) => sold * Number(getContext().params.rate));

convert({ sold: read() });

export default dag;
