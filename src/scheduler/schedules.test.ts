import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SerializedDag, SerializedTimetable } from '@aquilon/sdk/serialized';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, untilEnded } from '#test/support/scheduler.ts';
import type { Actor, TriggerRun } from './commands.ts';
import type { Scheduler } from './scheduler.ts';

const actor: Actor = { user: 'ada', via: 'test' };

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const cron: SerializedTimetable = { kind: 'cron', expression: '0 6 * * *', timezone: 'UTC', summary: '0 6 * * *' };

interface RunRow {
  run_id: string;
  logical_date: string;
  start: string;
  end: string;
  run_after: string;
}

/** The runs of the DAG once there are `count`, oldest first. Instants as ISO 8601. */
async function untilRuns(dagId: string, count: number): Promise<RunRow[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')`;
    const { rows } = await db.database.pool.query(
      `select run_id, ${iso('logical_date')} as logical_date, ${iso('data_interval_start')} as start,
         ${iso('data_interval_end')} as end, ${iso('run_after')} as run_after
       from dag_run where dag_id = $1 and run_type = 'scheduled' and state = 'success' order by dag_run.logical_date`,
      [dagId],
    );
    if (rows.length >= count) return rows;
    if (Date.now() > deadline) throw new Error(`${dagId} has ${rows.length} of ${count} runs`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

type Submit = (dagId: string, more: Partial<TriggerRun>) => Promise<number>;

async function withScheduler(work: (submit: Submit, scheduler: Scheduler) => Promise<void>, play?: Play) {
  const { scheduler, executor } = createTestScheduler(db.database, play ? { play } : {});
  await scheduler.start();
  try {
    await work(async (dagId, more) => {
      const command: TriggerRun = { kind: 'trigger_run', dagId, logicalDate: null, conf: {}, ...more };
      return (await scheduler.submit(command, actor)).dagRunId ?? 0;
    }, scheduler);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

const scheduled = (dagId: string, timetable: SerializedTimetable, more: Partial<SerializedDag> = {}) =>
  insertDag(db.database, dag(dagId, [task('only')], { timetable, catchup: true, ...more }));

test('a schedule of data intervals makes each run at the end of its interval, under that instant', async () => {
  const limits = { startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-02T12:00:00Z' };
  await scheduled('intervals', { ...cron, dataInterval: true }, limits);
  await withScheduler(async () => {
    assert.deepEqual(await untilRuns('intervals', 2), [
      {
        run_id: 'scheduled__2026-01-02T06:00:00+00:00',
        logical_date: '2026-01-01T06:00:00',
        start: '2026-01-01T06:00:00',
        end: '2026-01-02T06:00:00',
        run_after: '2026-01-02T06:00:00',
      },
      {
        run_id: 'scheduled__2026-01-03T06:00:00+00:00',
        logical_date: '2026-01-02T06:00:00',
        start: '2026-01-02T06:00:00',
        end: '2026-01-03T06:00:00',
        run_after: '2026-01-03T06:00:00',
      },
    ]);
  });
});

test('a restart goes on after the data interval of the newest run, not after its logical date', async () => {
  const limits = { startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-01T12:00:00Z' };
  const hour = 3_600_000;
  await scheduled('restarted', { kind: 'interval', ms: 4 * hour, intervalMs: 2 * hour, summary: '4:00:00' }, limits);
  const dates = ['2025-12-31T22:00:00', '2026-01-01T02:00:00', '2026-01-01T06:00:00', '2026-01-01T10:00:00'];
  for (let start = 0; start < 2; start++) {
    await withScheduler(async () => {
      const runs = await untilRuns('restarted', dates.length);
      assert.deepEqual(
        runs.map((run) => run.logical_date),
        dates,
      );
    });
  }
});

test('every event of a list makes one run, with a microsecond in its id where the date has a fraction', async () => {
  const dates = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.250Z'];
  await scheduled('events', { kind: 'events', dates, restrictToEvents: false, summary: '2 events' });
  await withScheduler(async () => {
    const runs = await untilRuns('events', 2);
    assert.deepEqual(
      runs.map((run) => run.run_id),
      ['scheduled__2026-01-01T00:00:00+00:00', 'scheduled__2026-01-01T00:00:00.250000+00:00'],
    );
  });
});

test('the data interval of a run that is asked for is what the timetable makes of its logical date', async () => {
  const far = { startDate: '2100-01-01T00:00:00Z' };
  await scheduled('asked_trigger', { ...cron, intervalMs: 3_600_000 }, far);
  await scheduled('asked_interval', { ...cron, dataInterval: true }, far);
  const intervalOf = async (dagRunId: number) => {
    await untilEnded(db.database, dagRunId);
    const { rows } = await db.database.pool.query(
      'select data_interval_start as start, data_interval_end as end from dag_run where id = $1',
      [dagRunId],
    );
    return [rows[0].start, rows[0].end].map((one) => one && new Date(one).toISOString());
  };
  await withScheduler(async (submit) => {
    const logicalDate = '2026-03-05T10:30:00Z';
    assert.deepEqual(await intervalOf(await submit('asked_trigger', { logicalDate })), [
      '2026-03-05T09:30:00.000Z',
      '2026-03-05T10:30:00.000Z',
    ]);
    assert.deepEqual(await intervalOf(await submit('asked_interval', { logicalDate })), [
      '2026-03-04T06:00:00.000Z',
      '2026-03-05T06:00:00.000Z',
    ]);
    assert.deepEqual(await intervalOf(await submit('asked_interval', {})), [null, null]);
    const given = { dataIntervalStart: '2026-01-01T00:00:00Z', dataIntervalEnd: '2026-01-02T00:00:00Z' };
    assert.deepEqual(
      await intervalOf(await submit('asked_interval', { logicalDate: '2026-03-06T00:00:00Z', ...given })),
      ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
    );
  });
});

async function pausedAfter(dagId: string, count: number): Promise<boolean> {
  const { rows } = await db.database.pool.query(
    `select dag.is_paused, (select count(*)::int from dag_run where dag_run.dag_id = $1 and state = 'failed') as failed
     from dag where dag_id = $1`,
    [dagId],
  );
  assert.equal(rows[0].failed, count);
  return rows[0].is_paused;
}

test('a DAG is switched off after so many failed runs in a row, over restarts, and the log says why', async () => {
  await insertDag(db.database, dag('failing', [task('only')], { maxConsecutiveFailedDagRuns: 3 }));
  let outcome: 'failed' | 'success' = 'failed';
  const runOnce = async (more: Partial<TriggerRun> = {}) => {
    await withScheduler(
      async (submit) => void (await untilEnded(db.database, await submit('failing', more))),
      () =>
        outcome === 'failed'
          ? { state: 'failed', error: { code: 'TASK_FAILED', message: 'played' }, retryable: false }
          : { state: 'success' },
    );
  };
  await runOnce();
  await runOnce();
  assert.equal(await pausedAfter('failing', 2), false);
  outcome = 'success';
  await runOnce();
  outcome = 'failed';
  await runOnce();
  await runOnce();
  assert.equal(await pausedAfter('failing', 4), false, 'the success between them breaks the row');
  // Made for an earlier time, it is not one of the newest.
  await runOnce({ runAfter: '2020-01-01T00:00:00Z' });
  assert.equal(await pausedAfter('failing', 5), false);
  await runOnce();
  assert.equal(await pausedAfter('failing', 6), true);
  const { rows } = await db.database.pool.query(
    `select by, from_state, to_state, why from event where dag_id = 'failing' and kind = 'dag'`,
  );
  const message = 'the newest 3 runs of the DAG failing failed (maxConsecutiveFailedDagRuns): it was switched off';
  const why = { code: 'MAX_CONSECUTIVE_FAILED_RUNS', limit: 3, message };
  assert.deepEqual(rows, [{ by: 'scheduler', from_state: 'active', to_state: 'paused', why }]);
});

test('runs that somebody marks as failed do not switch a DAG off', async () => {
  await insertDag(db.database, dag('marked', [task('only')], { maxConsecutiveFailedDagRuns: 1 }));
  await withScheduler(
    async (submit, scheduler) => {
      const dagRunId = await submit('marked', {});
      await scheduler.submit({ kind: 'set_run_state', dagRunId, state: 'failed' }, actor);
      assert.equal(await pausedAfter('marked', 1), false);
    },
    (_, cancelled) => cancelled.then(() => ({ state: 'success' })),
  );
});
