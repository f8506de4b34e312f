import { asset, assetAlias, Dag, getContext } from '@aquilon/sdk';

// Data by its name and its URI. Other files that write the same mean the same asset
const sales = asset('s3://shop/sales.csv', { name: 'sales', group: 'shop', extra: { owner: 'ada' } });
// Assets that are known only when the task runs
const regions = assetAlias('sales by region');

const dag = new Dag('write_sales', { tags: ['guide'] });

const write = dag.task(
  'write',
  () => {
    // Facts about this change of the data go with its event
    getContext().outletEvents(sales).extra = { rows: 120 };
    return 120;
  },
  { outlets: [sales] },
);

const split = dag.task(
  'split',
  ({ rows }: { rows: number }) => {
    const found = getContext().outletEvents(regions);
    for (const region of ['eu', 'us']) found.add(asset(`s3://shop/sales-${region}.csv`), { extra: { rows: rows / 2 } });
  },
  { outlets: [regions] },
);
split({ rows: write() });

export default dag;
