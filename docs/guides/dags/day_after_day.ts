import { Dag, FailTask, getContext } from '@aquilon/sdk';

const dag = new Dag('day_after_day', {
  schedule: '@daily',
  startDate: '2026-01-01',
  params: { closed: true },
  tags: ['guide'],
});

// The books of a day are closed on top of those of the day before: never without them, and never out of order.
const close = dag.task(
  'close_books',
  () => {
    if (getContext().params.closed !== true) throw new FailTask('a receipt is missing');
    return 'closed';
  },
  { dependsOnPast: true },
);

// A day begins only when the day before was sent as well.
const open = dag.task('open_books', () => 'open', { waitForDownstream: true })();
open.before(close().before(dag.task('send_report', () => 'sent')()));

export default dag;
