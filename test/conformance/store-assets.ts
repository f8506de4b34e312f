/** What every store of the scheduler promises about assets: events, what waits for a run, what a run was made for. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { AssetEventRow, Store } from '#scheduler/store.ts';
import { batchOf, birthOf, type StoreBench, useStore } from './store-bench.ts';

const AT = Date.parse('2026-03-01T10:00:00Z');

export function storeAssetsConformance(name: string, open: () => Promise<StoreBench>): void {
  const bench = useStore(open);
  let store: Store;
  let epoch: number;
  beforeEach(() => {
    ({ store, epoch } = bench);
  });

  const event = (asset: string, at: number, more: Partial<AssetEventRow> = {}): AssetEventRow => ({
    id: null,
    name: asset,
    uri: `s3://bucket/${asset}`,
    group: 'asset',
    extra: { rows: 3 },
    aliases: [],
    source: null,
    at,
    partitionKey: null,
    queueFor: new Map([['two', new Set([''])]]),
    consumedBy: [],
    ...more,
  });
  const arrivals = async () =>
    (await store.load(epoch)).arrivals
      .map(({ dagId, name: asset, since, newest }) => [dagId, asset, since, newest])
      .sort();
  const makeRun = async () => {
    const run = await bench.makeRun({ runAfter: AT });
    return { dagRunId: run.facts.dagRunId, ...birthOf(run, AT, { triggeredBy: 'asset', note: null }) };
  };

  test(`${name}: events that wait for a run are read again by DAG and asset`, async () => {
    await store.commit(epoch, 1, batchOf({ assetEvents: [event('x', AT), event('y', AT + 1)] }));
    await store.commit(
      epoch,
      2,
      batchOf({ assetEvents: [event('x', AT + 5), event('z', AT, { queueFor: new Map() })] }),
    );
    assert.deepEqual(await arrivals(), [
      ['two', 'x', AT, AT + 5],
      ['two', 'y', AT + 1, AT + 1],
    ]);
  });

  test(`${name}: a run takes everything that waits, and what comes with it; nothing of it waits any more`, async () => {
    await store.commit(epoch, 1, batchOf({ assetEvents: [event('x', AT)] }));
    const { dagRunId, newRuns, instances } = await makeRun();
    const last = event('y', AT + 1, { queueFor: new Map(), consumedBy: [dagRunId] });
    const consumedQueues = [{ dagId: 'two', partitionKey: '', dagRunId }];
    await store.commit(epoch, 2, batchOf({ newRuns, instances, consumedQueues, assetEvents: [last] }));
    assert.deepEqual(await arrivals(), []);
    await store.commit(epoch, 3, batchOf({ assetEvents: [event('x', AT + 9)] }));
    assert.deepEqual(await arrivals(), [['two', 'x', AT + 9, AT + 9]]);
  });

  test(`${name}: what is forgotten of one asset leaves what waits of another`, async () => {
    await store.commit(epoch, 1, batchOf({ assetEvents: [event('x', AT), event('y', AT)] }));
    const forgottenQueues = [{ dagId: 'two', name: 'x', uri: 's3://bucket/x' }];
    await store.commit(epoch, 2, batchOf({ forgottenQueues }));
    assert.deepEqual(await arrivals(), [['two', 'y', AT, AT]]);
  });

  test(`${name}: a commit that fails leaves no event`, async () => {
    await assert.rejects(store.commit(epoch, 7, batchOf({ assetEvents: [event('x', AT)] })));
    assert.deepEqual(await arrivals(), []);
  });

  test(`${name}: a number for an event is given once, and events without one get others`, async () => {
    const ids = [await store.reserveAssetEventId(), await store.reserveAssetEventId()];
    assert.notEqual(ids[0], ids[1]);
    const events = [event('x', AT, { id: ids[1] ?? 0 }), event('x', AT + 1), event('x', AT + 2, { id: ids[0] ?? 0 })];
    await store.commit(epoch, 1, batchOf({ assetEvents: events }));
    assert.deepEqual(await arrivals(), [['two', 'x', AT, AT + 2]]);
  });
}
