/** What every store of the scheduler promises: the one on PostgreSQL, and the model that the simulation plays against. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { allInstances } from '#domain/run.ts';
import { hasCode } from '#errors/aquilon-error.ts';
import { instanceRow, runRow, taskEvent } from '#scheduler/rows.ts';
import { Rows } from '#scheduler/rows-in-series.ts';
import type { Batch, Store } from '#scheduler/store.ts';
import { batchOf, birthOf, LEASE_MS, type StoreBench, useStore } from './store-bench.ts';

const AT = Date.parse('2026-03-01T10:00:00Z');

export function storeConformance(name: string, open: () => Promise<StoreBench>): void {
  const bench = useStore(open);
  let store: Store;
  let epoch: number;
  beforeEach(() => {
    ({ store, epoch } = bench);
  });

  const makeRun = (runId: string, logicalDate: number | null = null) =>
    bench.makeRun({ runId, logicalDate, runAfter: AT, conf: { rows: 3, nothing: null }, triggeringUser: 'ada' });
  type Run = Awaited<ReturnType<typeof makeRun>>;

  const birth = (run: Run): Batch => batchOf(birthOf(run, AT, { triggeredBy: 'rest_api', note: 'a note' }));
  /** Task `a` is queued, as of `expected`. */
  const queueing = (run: Run, expected: null | 'queued'): Batch => {
    const [first] = allInstances(run);
    assert.ok(first);
    const row = { ...instanceRow(first, expected, null, 'here'), state: 'queued' as const, tryNumber: 1, queuedAt: AT };
    const { attemptId } = first;
    const event = taskEvent(
      {
        kind: 'task',
        instance: first,
        startedAt: null,
        from: null,
        to: 'queued',
        at: AT,
        why: null,
        attemptId,
        tryNumber: 1,
        by: 'scheduler',
        archive: null,
      },
      'scheduler',
    );
    return batchOf({ instances: new Rows([row]), events: new Rows([event]) });
  };
  const stateOf = async (run: Run) => {
    const found = await store.loadRun(run.facts.dagRunId);
    return found && { run: found.state, a: found.instances.find((one) => one.taskId === 'a')?.state };
  };

  test(`${name}: a new run is read as it was written`, async () => {
    const run = await makeRun('r1', AT);
    assert.deepEqual((await store.commit(epoch, 1, birth(run))).lostRuns, []);
    const [stored] = (await store.load(epoch)).runs;
    assert.deepEqual(stored?.facts, run.facts);
    assert.deepEqual(
      [stored?.state, stored?.startedAt, stored?.clearNumber, stored?.versionId],
      ['queued', null, 0, run.versionId],
    );
    assert.deepEqual(
      stored?.instances.map((one) => [one.taskId, one.mapIndex, one.state, one.tryNumber, one.attemptId]).sort(),
      allInstances(run).map((one) => [one.node.task.taskId, -1, null, 0, one.attemptId]),
    );
    assert.deepEqual(await store.findRun('two', { runId: 'r1' }), { dagRunId: run.facts.dagRunId, runId: 'r1' });
    assert.deepEqual(await store.findRun('two', { logicalDate: AT }), { dagRunId: run.facts.dagRunId, runId: 'r1' });
    assert.equal(await store.findRun('two', { runId: 'r2' }), undefined);
  });

  test(`${name}: of two runs of one id, or of one logical date, the second is lost and told so`, async () => {
    const [first, sameId, sameDate] = [await makeRun('r1', AT), await makeRun('r1'), await makeRun('r2', AT)];
    await store.commit(epoch, 1, birth(first));
    for (const [at, other] of [sameId, sameDate].entries()) {
      assert.deepEqual((await store.commit(epoch, 2 + at, birth(other))).lostRuns, [other.facts.dagRunId]);
      assert.equal(await store.loadRun(other.facts.dagRunId), undefined);
    }
    const ids = [first, sameId, sameDate].map((run) => run.facts.dagRunId);
    assert.deepEqual(await store.existingRuns(ids), [first.facts.dagRunId]);
  });

  test(`${name}: a request is kept with what it made, that of a lost run and one that has expired are not`, async () => {
    const [first, lost] = [await makeRun('r1'), await makeRun('r1')];
    const asked = (run: Run | null, key: string, expiresAt = AT + 1e13) => ({
      scope: 'user ada',
      key,
      fingerprint: 'f',
      dagRunId: run?.facts.dagRunId ?? null,
      runId: run?.facts.runId ?? null,
      expiresAt,
    });
    const requests = [asked(first, 'k1'), asked(null, 'k2'), asked(first, 'k3', 1)];
    await store.commit(epoch, 1, { ...birth(first), requests });
    await store.commit(epoch, 2, { ...birth(lost), requests: [asked(lost, 'k4')] });
    const found = async (key: string, scope = 'user ada') => {
      const row = await store.findRequest(scope, key);
      return row && [row.fingerprint, row.dagRunId, row.runId];
    };
    assert.deepEqual(await found('k1'), ['f', first.facts.dagRunId, 'r1']);
    assert.deepEqual(await found('k2'), ['f', null, null]);
    for (const key of ['k3', 'k4', 'k5']) assert.equal(await found(key), undefined);
    assert.equal(await found('k1', 'user bob'), undefined);
  });

  test(`${name}: the run before a logical date is found, of all or of those that nobody asked for`, async () => {
    const [early, late, undated] = [await makeRun('r1', AT), await makeRun('r2', AT + 2000), await makeRun('r3')];
    for (const [at, run] of [early, late, undated].entries()) await store.commit(epoch, 1 + at, birth(run));
    const before = (date: number, since: number | null = null, automated = false) =>
      store.findPreviousRun('two', { before: date, since, automated });
    assert.equal(await before(AT), undefined);
    assert.equal(await before(AT + 1), early.facts.dagRunId);
    assert.equal(await before(AT + 2000), early.facts.dagRunId);
    assert.equal(await before(AT + 2001), late.facts.dagRunId);
    assert.equal(await before(AT + 2000, AT + 1), undefined);
    assert.equal(await before(AT + 2000, AT), early.facts.dagRunId);
    assert.equal(await before(AT + 2001, null, true), undefined);
    assert.equal(await store.findPreviousRun('one', { before: AT + 2001, since: null, automated: false }), undefined);
  });

  test(`${name}: a move from a state that the row does not have fails the whole commit`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const wrong = queueing(run, 'queued');
    const batch = { ...wrong, runs: [{ ...runRow(run, 'queued', null, AT), state: 'running' as const }] };
    await assert.rejects(store.commit(epoch, 2, batch));
    assert.deepEqual(await stateOf(run), { run: 'queued', a: null });
    assert.equal((await store.lastCommit(epoch)).number, 1);
    await store.commit(epoch, 2, queueing(run, null));
    assert.deepEqual(await stateOf(run), { run: 'queued', a: 'queued' });
  });

  test(`${name}: what a deferred task waits for is kept, and gone with the wait`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const batch = queueing(run, null);
    await store.commit(epoch, 2, batch);
    const [row] = batch.instances;
    assert.ok(row);
    const waitFor = { kind: 'poke' as const, intervalMs: 60_000, keep: { path: '/data/ä' }, wakeOn: { dagId: 'two' } };
    const waits = { ...row, expected: 'queued' as const, state: 'deferred' as const, waitFor, waitingSince: AT };
    const found = async () =>
      (await store.loadRun(run.facts.dagRunId))?.instances
        .filter(({ taskId }) => taskId === row.taskId)
        .map((one) => [one.state, one.waitFor, one.waitingSince]);
    await store.commit(epoch, 3, batchOf({ instances: new Rows([waits]) }));
    assert.deepEqual(await found(), [['deferred', waitFor, AT]]);
    const again = { ...waits, expected: 'deferred' as const, state: 'up_for_retry' as const, waitFor: null };
    await store.commit(epoch, 4, batchOf({ instances: new Rows([again]) }));
    assert.deepEqual(await found(), [['up_for_retry', null, AT]]);
  });

  test(`${name}: what a person keeps under a key is there, by its key and its instance, until it is deleted`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const of = { dagRunId: run.facts.dagRunId, taskId: 'a', mapIndex: -1 };
    const has = async (key: string, taskId = 'a') => store.hasXCom({ ...of, taskId, key });
    const rows = ['k', 'l'].map((key) => ({ ...of, key, value: { kind: 'json' as const, value: [1, 2] } }));
    await store.commit(
      epoch,
      2,
      batchOf({ xcoms: rows, amended: [{ ...of, count: 1, returned: { length: 2 }, note: null }] }),
    );
    assert.deepEqual([await has('k'), await has('l'), await has('m'), await has('k', 'b')], [true, true, false, false]);
    await store.commit(epoch, 3, batchOf({ deletedXComs: [{ ...of, key: 'k' }] }));
    assert.deepEqual([await has('k'), await has('l')], [false, true]);
    const length = async () =>
      (await store.loadRun(of.dagRunId))?.instances.find(({ taskId }) => taskId === 'a')?.returnedLength;
    assert.equal(await length(), 2);
    await store.commit(epoch, 4, batchOf({ amended: [{ ...of, count: 1, returned: { length: null }, note: null }] }));
    assert.equal(await length(), null);
  });

  test(`${name}: a deleted task instance is gone with what it kept, and the others stay`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const of = { dagRunId: run.facts.dagRunId, taskId: 'a', mapIndex: -1 };
    const xcom = { ...of, key: 'k', value: { kind: 'json' as const, value: 1 } };
    await store.commit(epoch, 2, batchOf({ xcoms: [xcom] }));
    await store.commit(epoch, 3, batchOf({ deletedInstances: [of] }));
    const left = (await store.loadRun(of.dagRunId))?.instances.map(({ taskId }) => taskId);
    assert.deepEqual(
      [left?.includes('a'), left?.length, await store.hasXCom(xcom)],
      [false, allInstances(run).length - 1, false],
    );
  });

  test(`${name}: a deleted DAG is gone with its runs`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const { dagId, dagRunId } = run.facts;
    await store.commit(epoch, 2, batchOf({ deletedDags: [dagId] }));
    assert.deepEqual(await store.loadDags([dagId]), []);
    assert.equal(await store.loadRun(dagRunId), undefined);
  });

  test(`${name}: a run that its partition is taken from keeps everything else`, async () => {
    const made = await makeRun('r1');
    const run = { ...made, facts: { ...made.facts, partitionKey: 'eu', partitionDate: AT } };
    await store.commit(epoch, 1, birth(run));
    assert.equal((await store.loadRun(run.facts.dagRunId))?.facts.partitionKey, 'eu');
    const edited = { conf: null, pools: null, unpartitioned: true, note: null };
    await store.commit(epoch, 2, batchOf({ runs: [{ ...runRow(run, 'queued', null, AT), edited }] }));
    assert.deepEqual((await store.loadRun(run.facts.dagRunId))?.facts, made.facts);
  });

  test(`${name}: the same commit twice, and one out of turn, are refused and change nothing`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const lost = (error: unknown) => hasCode(error, 'LEASE_LOST');
    await assert.rejects(store.commit(epoch, 1, queueing(run, null)), lost);
    await assert.rejects(store.commit(epoch, 3, queueing(run, null)), lost);
    assert.deepEqual(await stateOf(run), { run: 'queued', a: null });
  });

  test(`${name}: a scheduler that was declared dead can write nothing`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    assert.deepEqual(await store.lastCommit(epoch), { number: 1, alive: true, lastSeq: 0 });
    const next = await store.register({ hostname: 'there', pid: 2 }, LEASE_MS);
    assert.ok(next > epoch);
    assert.equal(await store.othersAreDead(next), true);
    assert.equal(await store.renew(epoch, LEASE_MS), false);
    assert.equal(await store.renew(next, LEASE_MS), true);
    await assert.rejects(store.commit(epoch, 2, queueing(run, null)), (error) => hasCode(error, 'LEASE_LOST'));
    assert.equal((await store.load(next)).runs.length, 1);
    await store.commit(next, 1, queueing(run, null));
    assert.deepEqual(await stateOf(run), { run: 'queued', a: 'queued' });
    await store.resign(next);
    assert.equal(await store.renew(next, LEASE_MS), false);
  });

  test(`${name}: events are numbered without a gap, in their order`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const batch = queueing(run, null);
    const { firstSeq } = await store.commit(epoch, 2, {
      ...batch,
      events: new Rows([...batch.events, ...batch.events]),
    });
    assert.equal((await store.lastCommit(epoch)).lastSeq, firstSeq + 1);
    const again = await store.commit(epoch, 3, batchOf({ events: batch.events }));
    assert.equal(again.firstSeq, firstSeq + 2);
  });

  test(`${name}: a series of instances is written, moved and told of as each of them by itself`, async () => {
    const run = await makeRun('r1');
    await store.commit(epoch, 1, birth(run));
    const [first] = allInstances(run);
    assert.ok(first);
    const ids = ['9', 'a', 'b'].map((last) => `00000000-0000-7000-9000-00000000000${last}`);
    const mapped = ids.map((attemptId, mapIndex) => ({
      ...instanceRow(first, undefined, null, 'here'),
      mapIndex,
      attemptId,
      state: 'scheduled' as const,
    }));
    const told = [...queueing(run, null).events].flatMap((event) =>
      ids.map((attemptId, mapIndex) => ({ ...event, mapIndex, attemptId, to: 'scheduled' as const })),
    );
    const rows = new Rows(mapped);
    assert.equal(rows.series.length, 1);
    const { firstSeq } = await store.commit(epoch, 2, batchOf({ instances: rows, events: new Rows(told) }));
    assert.equal((await store.lastCommit(epoch)).lastSeq, firstSeq + 2);
    const found = async () =>
      ((await store.loadRun(run.facts.dagRunId))?.instances ?? [])
        .filter(({ mapIndex }) => mapIndex >= 0)
        .map((one) => [one.mapIndex, one.attemptId, one.state, one.endedAt])
        .sort();
    assert.deepEqual(
      await found(),
      ids.map((id, mapIndex) => [mapIndex, id, 'scheduled', null]),
    );
    const moved = mapped.map((row) => ({
      ...row,
      expected: 'scheduled' as const,
      state: 'skipped' as const,
      endedAt: AT,
    }));
    await store.commit(epoch, 3, batchOf({ instances: new Rows(moved) }));
    assert.deepEqual(
      await found(),
      ids.map((id, mapIndex) => [mapIndex, id, 'skipped', AT]),
    );
    // One of them does not stand where the series says: nothing of it is written.
    const [, second] = moved;
    assert.ok(second);
    const back = { ...second, expected: 'skipped' as const, state: null, endedAt: null };
    await store.commit(epoch, 4, batchOf({ instances: new Rows([back]) }));
    const again = moved.map((row) => ({ ...row, expected: 'skipped' as const, state: 'failed' as const }));
    await assert.rejects(store.commit(epoch, 5, batchOf({ instances: new Rows(again) })));
    assert.deepEqual(
      (await found()).map(([, , state]) => state),
      ['skipped', null, 'skipped'],
    );
  });

  test(`${name}: a switch and the end of a run are kept; a deleted run is gone with all that is its`, async () => {
    const [ended, deleted] = [await makeRun('r1'), await makeRun('r2')];
    await store.commit(epoch, 1, birth(ended));
    await store.commit(epoch, 2, birth(deleted));
    const row = { ...runRow(ended, 'queued', null, AT), state: 'running' as const, startedAt: AT };
    const last = { taskId: 'a', mapIndex: -1, runId: 'r1', tryNumber: 1, code: 'TASK_KILLED' };
    const quarantine = { since: AT, crashes: 3, ...last, reason: 'it fell', versionId: 'v' };
    await store.commit(epoch, 3, batchOf({ runs: [row], paused: new Map([['two', { paused: true, quarantine }]]) }));
    const [found] = (await store.load(epoch)).dags.filter(({ dagId }) => dagId === 'two');
    assert.deepEqual(found?.quarantine, quarantine);
    const failed = { ...row, expected: 'running' as const, state: 'failed' as const, endedAt: AT + 5 };
    const gone = deleted.facts.dagRunId;
    await store.commit(epoch, 4, batchOf({ runs: [failed], deletedRuns: [gone] }));
    const world = await store.load(epoch);
    assert.deepEqual(world.runs, []);
    assert.equal(world.dags.find((one) => one.dagId === 'two')?.paused, true);
    assert.equal((await store.loadRun(ended.facts.dagRunId))?.state, 'failed');
    assert.equal(await store.loadRun(gone), undefined);
    assert.deepEqual(await store.existingRuns([gone, ended.facts.dagRunId]), [ended.facts.dagRunId]);
  });

  test(`${name}: a number for a run is given once`, async () => {
    const given = (
      await Promise.all([store.reserveRunIds(50), store.reserveRunIds(50), store.reserveRunIds(1)])
    ).flat();
    assert.equal(new Set(given).size, 101);
  });
}
