import { asset, Dag, getContext } from '@aquilon/sdk';

const hours = asset('s3://shop/hours', { name: 'hours' });

const dag = new Dag('write_hours', { tags: ['guide'] });
dag.task(
  'write',
  () => {
    // Keys that only the task knows. Without them the event has the key of the run, where it has one
    getContext()
      .outletEvents(hours)
      .addPartitions(['2026-01-01T08:00:00', '2026-01-01T09:00:00', '2026-01-02T00:00:00']);
  },
  { outlets: [hours] },
)();

export default dag;
