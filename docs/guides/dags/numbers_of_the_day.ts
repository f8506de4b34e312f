import { Dag, getContext } from '@aquilon/sdk';

// One run for each day, made when the day is over. After three days in a row that failed, somebody has to look.
const dag = new Dag('numbers_of_the_day', {
  schedule: { cron: '0 0 * * *', dataInterval: true },
  startDate: '2026-02-27',
  endDate: '2026-03-01',
  catchup: true,
  maxConsecutiveFailedDagRuns: 3,
  tags: ['guide'],
});

dag.task('count', () => getContext().run.logicalDate?.toISOString().slice(0, 10))();

export default dag;
