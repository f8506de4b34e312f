import { allOf, asset, assetAlias, Dag, getContext } from '@aquilon/sdk';

const sales = asset('s3://shop/sales.csv', { name: 'sales', group: 'shop', extra: { owner: 'ada' } });
const regions = assetAlias('sales by region');

// Runs when both have had an event since its last run
const dag = new Dag('report_sales', { schedule: allOf(sales, regions), tags: ['guide'] });

// The events that this run was made for
const sources = dag.task('sources', async () => {
  const events = await getContext().triggeringAssetEvents();
  return events.map(({ asset, extra, source }) => `${asset.name}: ${extra.rows} rows by ${source?.taskId}`);
});
sources();

// Earlier events of what the task reads, whatever run they made
const compare = dag.task(
  'compare',
  async () => {
    const events = await getContext().inletEvents(sales, { limit: 2 });
    const [last, before] = events.toReversed();
    return { last: last?.extra.rows ?? null, before: before?.extra.rows ?? null };
  },
  { inlets: [sales] },
);
compare();

export default dag;
