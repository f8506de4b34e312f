import { asset, Dag, getContext } from '@aquilon/sdk';

const regions = asset('s3://shop/regions', { name: 'regions' });
const plans = asset('s3://shop/plans', { name: 'plans' });

const dag = new Dag('write_regions', { tags: ['guide'] });
// Each instance writes one region
const write = dag.task(
  'write',
  ({ region }: { region: string }) => getContext().outletEvents(regions).addPartitions(region),
  { outlets: [regions] },
);
write.expand({ region: ['eu', 'us', 'asia'] });
// The plan of a week has its Monday as the key
const plan = dag.task('plan', () => getContext().outletEvents(plans).addPartitions('2026-01-05'), { outlets: [plans] });
plan();

export default dag;
