import { asset, assetDag, assetRef, getContext } from '@aquilon/sdk';

const summary = asset('s3://shop/summary.csv', { name: 'publish_summary' });
// Another file says where the sales are
const sales = assetRef({ name: 'sales' });

export default assetDag(
  summary,
  async () => {
    const [last] = await getContext().inletEvents(sales, { limit: 1 });
    return `${last?.extra.rows} rows of ${last?.asset.uri}`;
  },
  { schedule: sales, inlets: [sales], tags: ['guide'] },
);
