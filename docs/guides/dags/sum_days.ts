import { asset, Dag, getContext, partitionedAssets, startOfDayMapper } from '@aquilon/sdk';

const hours = asset('s3://shop/hours', { name: 'hours' });

// A run for each day of which there are hours
const dag = new Dag('sum_days', {
  schedule: partitionedAssets({ assets: hours, defaultPartitionMapper: startOfDayMapper() }),
  tags: ['guide'],
});
dag.task('sum', async () => {
  const events = await getContext().triggeringAssetEvents();
  return `${getContext().run.partitionKey}: ${events.length} hours`;
})();

export default dag;
