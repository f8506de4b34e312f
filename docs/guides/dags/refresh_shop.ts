import { anyOf, asset, assetOrTime, Dag } from '@aquilon/sdk';

const sales = asset('s3://shop/sales.csv', { name: 'sales', group: 'shop', extra: { owner: 'ada' } });
const prices = asset('s3://shop/prices.csv');

// At noon, and whenever the sales or the prices have changed
const dag = new Dag('refresh_shop', {
  schedule: assetOrTime({ schedule: '0 12 * * *', assets: anyOf(sales, prices) }),
  startDate: '2026-01-01',
  tags: ['guide'],
});
dag.task('refresh', () => 'fresh')();

export default dag;
