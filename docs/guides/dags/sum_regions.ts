import { asset, Dag, fixedKeyMapper, getContext, partitionedAssets, rollupMapper, segmentWindow } from '@aquilon/sdk';

const regions = asset('s3://shop/regions', { name: 'regions' });

// One run, when all regions are there
const all = rollupMapper({
  upstreamMapper: fixedKeyMapper('all regions'),
  window: segmentWindow(['eu', 'us', 'asia']),
});
const dag = new Dag('sum_regions', {
  schedule: partitionedAssets({ assets: regions, defaultPartitionMapper: all }),
  tags: ['guide'],
});
dag.task('sum', async () => {
  const events = await getContext().triggeringAssetEvents();
  return `${getContext().run.partitionKey}: ${events.length}`;
})();

export default dag;
