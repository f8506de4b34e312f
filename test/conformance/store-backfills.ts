/** What every store of the scheduler promises about backfills: their dates, and what became of each. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { runRow } from '#scheduler/rows.ts';
import { Rows } from '#scheduler/rows-in-series.ts';
import type { BackfillDateRow, Store, StoredBackfill } from '#scheduler/store.ts';
import { batchOf, birthOf, type StoreBench, useStore } from './store-bench.ts';

const DAY_MS = 86_400_000;
const AT = Date.parse('2026-03-01T00:00:00Z');

export function storeBackfillsConformance(name: string, open: () => Promise<StoreBench>): void {
  const bench = useStore(open);
  let store: Store;
  let epoch: number;
  let backfill: StoredBackfill;
  beforeEach(async () => {
    ({ store, epoch } = bench);
    backfill = {
      id: await store.reserveBackfillId(),
      dagId: 'two',
      from: AT,
      to: AT + 2 * DAY_MS,
      conf: { rows: 3, nothing: null },
      paused: false,
      reprocessBehavior: 'failed',
      maxActiveRuns: 2,
      runBackwards: true,
      runOnLatestVersion: false,
      triggeringUser: 'ada',
      createdAt: AT,
      completedAt: null,
      updatedAt: AT,
    };
  });

  const dateAt = (day: number) => AT + day * DAY_MS;
  const planned = (ordinal: number) => {
    const at = dateAt(ordinal - 1);
    return { ordinal, logicalDate: at, dataIntervalStart: at, dataIntervalEnd: at, runAfter: at };
  };
  const row = (ordinal: number, more: Partial<BackfillDateRow> = {}): BackfillDateRow => ({
    ...planned(ordinal),
    backfillId: backfill.id,
    dagRunId: null,
    reason: null,
    ...more,
  });
  const makeRun = async (logicalDate: number, backfillId: number | null) => {
    const run = await bench.makeRun({
      runType: backfillId === null ? 'manual' : 'backfill',
      logicalDate,
      dataIntervalStart: logicalDate,
      dataIntervalEnd: logicalDate,
      runAfter: logicalDate,
      backfillId,
    });
    return { run, dagRunId: run.facts.dagRunId, part: birthOf(run, AT, { triggeredBy: 'backfill', note: null }) };
  };
  const ordinals = async () =>
    (await store.load(epoch)).backfills.map((one) => one.pending.map((date) => date.ordinal));

  test(`${name}: a backfill is read as it was written, with the dates whose turn has not come, in their order`, async () => {
    await store.commit(epoch, 1, batchOf({ backfills: [backfill], backfillDates: [row(2), row(1), row(3)] }));
    const { backfills } = await store.load(epoch);
    assert.deepEqual(backfills, [{ stored: backfill, pending: [planned(1), planned(2), planned(3)] }]);
    assert.deepEqual(await store.loadBackfill(backfill.id), backfill);
    assert.equal(await store.loadBackfill(backfill.id + 1), undefined);
  });

  test(`${name}: a date with a run or a reason is done; one that lost its run to another is done as well`, async () => {
    const other = await makeRun(dateAt(1), null);
    await store.commit(epoch, 1, batchOf(other.part));
    const [first, second] = [await makeRun(dateAt(0), backfill.id), await makeRun(dateAt(1), backfill.id)];
    const { lostRuns } = await store.commit(
      epoch,
      2,
      batchOf({
        newRuns: [...first.part.newRuns, ...second.part.newRuns],
        instances: new Rows([...first.part.instances, ...second.part.instances]),
        backfills: [backfill],
        backfillDates: [
          row(1, { dagRunId: first.dagRunId }),
          row(2, { dagRunId: second.dagRunId }),
          row(3, { reason: 'already exists' }),
          row(4),
        ],
      }),
    );
    assert.deepEqual(lostRuns, [second.dagRunId]);
    assert.deepEqual(await ordinals(), [[4]]);
    assert.equal((await store.loadRun(first.dagRunId))?.facts.backfillId, backfill.id);
    const found = await store.runsOfDates('two', [dateAt(0), dateAt(1), dateAt(2)]);
    assert.deepEqual(
      found.toSorted((a, b) => a.logicalDate - b.logicalDate),
      [
        { dagRunId: first.dagRunId, logicalDate: dateAt(0), state: 'queued' },
        { dagRunId: other.dagRunId, logicalDate: dateAt(1), state: 'queued' },
      ],
    );
  });

  test(`${name}: a complete backfill is read while runs of it are open, without dates, and then no more`, async () => {
    const { run, dagRunId, part } = await makeRun(dateAt(0), backfill.id);
    const backfillDates = [row(1, { dagRunId }), row(2)];
    await store.commit(epoch, 1, batchOf({ ...part, backfills: [backfill], backfillDates }));
    const complete = { ...backfill, paused: true, completedAt: AT + 5, updatedAt: AT + 5 };
    await store.commit(epoch, 2, batchOf({ backfills: [complete] }));
    assert.deepEqual((await store.load(epoch)).backfills, [{ stored: complete, pending: [] }]);
    const ended = { ...runRow(run, 'queued', null, AT), state: 'failed' as const, endedAt: AT };
    await store.commit(epoch, 3, batchOf({ runs: [ended] }));
    assert.deepEqual((await store.load(epoch)).backfills, []);
  });

  test(`${name}: a run that a backfill takes over is one of its own from then on, with its conf if it has one`, async () => {
    const { run, dagRunId, part } = await makeRun(dateAt(0), null);
    await store.commit(epoch, 1, batchOf(part));
    const running = { ...runRow(run, 'queued', null, AT), state: 'running' as const, startedAt: AT };
    const takenBy = { backfillId: backfill.id, conf: { rate: 2 } };
    await store.commit(epoch, 2, batchOf({ backfills: [backfill], runs: [{ ...running, takenBy }] }));
    const taken = (await store.loadRun(dagRunId))?.facts;
    assert.deepEqual([taken?.runType, taken?.backfillId, taken?.conf], ['backfill', backfill.id, { rate: 2 }]);
    const kept = { ...running, expected: 'running' as const, takenBy: { ...takenBy, conf: null } };
    await store.commit(epoch, 3, batchOf({ runs: [kept] }));
    assert.deepEqual((await store.loadRun(dagRunId))?.facts.conf, { rate: 2 });
  });

  test(`${name}: a DAG has one backfill at a time`, async () => {
    await store.commit(epoch, 1, batchOf({ backfills: [backfill] }));
    const second = { ...backfill, id: await store.reserveBackfillId() };
    assert.notEqual(second.id, backfill.id);
    await assert.rejects(store.commit(epoch, 2, batchOf({ backfills: [second] })));
  });
}
