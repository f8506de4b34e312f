import { Dag } from '@aquilon/sdk';

const dag = new Dag('nightly_reports', {
  schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin' },
  startDate: '2026-01-01',
  catchup: false,
  maxActiveRuns: 1,
  tags: ['guide'],
});

const extract = dag.task('extract', () => 'extracted', { pool: 'warehouse' });
const report = dag.task('report', ({ region }: { region: string }) => `${region} is done`, { pool: 'warehouse' });

report.expand({ region: ['north', 'south', 'west'] }).after(extract());

export default dag;
