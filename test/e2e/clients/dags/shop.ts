/** What the official clients ask about: at least one of everything that a call of theirs can be about. */
import {
  approval,
  asset,
  assetAlias,
  bash,
  Dag,
  FailTask,
  getContext,
  partitionedAssets,
  startOfDayMapper,
  triggerDagRun,
} from '@aquilon/sdk';

const sales = asset('s3://shop/sales.csv', { name: 'sales', group: 'shop', extra: { owner: 'ada' } });
const prices = asset('s3://shop/prices.csv', { name: 'prices' });
const hours = asset('s3://shop/hours', { name: 'hours' });
const regions = assetAlias('sales by region');

const on = { isPausedUponCreation: false, tags: ['clients'] };

/** A retry, a mapped task, a group, a question, an asset, a run of another DAG, a pool that nobody has made. */
export const shop = new Dag('shop', { ...on, params: { region: 'eu' }, docMd: 'Orders of a *shop*.' });
const load = shop.task(
  'load',
  () => {
    console.log('loading orders');
    if (getContext().task.tryNumber === 1) throw new Error('the shop is closed');
    return [3, 4, 5];
  },
  { retries: 1, retryDelay: '10ms' },
);
const double = shop.task('double', ({ price }: { price: number }) => 2 * price);
const rows = load();
const doubled = double.expand({ price: rows });
const check = shop.group('check', () => {
  const total = shop.task('total', ({ all }: { all: number[] }) => all.reduce((sum, one) => sum + one, 0));
  const count = shop.task('count', ({ all }: { all: number[] }) => all.length);
  return [total({ all: doubled }), count({ all: doubled })];
});
const ask = shop.task(
  'ask',
  approval({ subject: 'Publish the {{ params.region }} sales?', body: 'They are checked.' }),
)();
const publish = shop.task('publish', () => (getContext().outletEvents(sales).extra = { rows: 3 }), {
  outlets: [sales, regions],
})();
const tell = shop.task('tell', triggerDagRun({ triggerDagId: 'hello', conf: { greeted: true } }))();
for (const one of check) one.before(ask);
ask.before(publish.before(tell));

export const hello = new Dag('hello', on);
hello.task('hear', bash({ bashCommand: 'echo heard' }))();

/** Of the two assets that it waits for one only is written: its event stays queued. */
export const report = new Dag('report', { ...on, schedule: [sales, prices] });
report.task('sum', () => 12)();

/** Its only task makes an asset, and so it is what materialises it. */
export const priceList = new Dag('price_list', on);
priceList.task('write', () => 'written', { outlets: [prices] })();

export const hourly = new Dag('hourly', {
  ...on,
  schedule: partitionedAssets({ assets: hours, defaultPartitionMapper: startOfDayMapper() }),
});
hourly.task('sum', () => 24)();

/** For backfills, which find its dates free. */
export const daily = new Dag('daily', { ...on, schedule: '@daily', startDate: '2026-01-01', catchup: false });
daily.task('convert', () => 1)();

/** Waits until somebody makes the pool that it names. */
export const crowded = new Dag('crowded', on);
crowded.task('wait', () => 1, { pool: 'nobody_made_it' })();

export const doomed = new Dag('doomed', on);
doomed.task('fail', () => {
  throw new FailTask('nothing to sell');
})();
