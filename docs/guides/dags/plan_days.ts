import { asset, Dag, fanOutMapper, getContext, partitionedAssets, startOfWeekMapper, weekWindow } from '@aquilon/sdk';

const plans = asset('s3://shop/plans', { name: 'plans' });

// Of the plan of a week, a run for each of its days
const days = fanOutMapper({
  upstreamMapper: startOfWeekMapper({ inputFormat: '%Y-%m-%d' }),
  window: weekWindow(),
});
const dag = new Dag('plan_days', {
  schedule: partitionedAssets({ assets: plans, defaultPartitionMapper: days }),
  tags: ['guide'],
});
dag.task('plan', () => getContext().run.partitionKey)();

export default dag;
