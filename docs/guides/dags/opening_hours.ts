import { Dag, getContext } from '@aquilon/sdk';

// At eight on working days, at ten on the weekend, by the clock of Paris.
const dag = new Dag('opening_hours', {
  schedule: { cron: ['0 8 * * 1-5', '0 10 * * 6,0'], timezone: 'Europe/Paris', interval: '1 day' },
  startDate: '2026-03-28',
  endDate: '2026-03-31',
  timezone: 'Europe/Paris',
  catchup: true,
  tags: ['guide'],
});

dag.task('open', () => {
  const { dataIntervalStart, dataIntervalEnd } = getContext().run;
  return `orders from ${dataIntervalStart?.toISOString()} to ${dataIntervalEnd?.toISOString()}`;
})();

export default dag;
