import { Dag } from '@aquilon/sdk';

const dag = new Dag('exam_days', {
  schedule: {
    events: ['2026-02-09T09:00', '2026-06-15T09:00', '2026-09-07T09:00'],
    description: 'Exams of 2026',
    restrictToEvents: true,
  },
  timezone: 'Europe/Paris',
  endDate: '2026-06-30',
  catchup: true,
  tags: ['guide'],
});

dag.task('print_papers', () => 'printed')();

export default dag;
