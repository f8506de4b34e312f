import { Dag, empty } from '@aquilon/sdk';

const dag = new Dag('edges_and_groups', {
  schedule: { cron: '30 6 * * 1-5', timezone: 'Europe/Paris' },
  startDate: '2026-01-01',
  catchup: false,
});

const prepare = dag.task(async function prepare() {
  return 'data/orders.csv';
});
const checkRows = dag.task(async function checkRows({ path }: { path: string }) {
  return path.length;
});
const checkDates = dag.task(async function checkDates({ path }: { path: string }) {
  return path.length;
});
const clean_up = dag.task(async function clean_up() {}, { triggerRule: 'all_done' });

const path = prepare();
const checks = dag.group('checks', () => [checkRows({ path }), checkDates({ path })], {
  tooltip: 'Is the file complete?',
});
const done = dag.task('done', empty())();

done.after(checks);
clean_up().after(done);

export default dag;
