import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TimetableAnswer, TimetableQuestion } from '@aquilon/sdk/serialized';
import { AquilonError, hasCode } from '#errors/aquilon-error.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, untilEnded } from '#test/support/scheduler.ts';
import type { Actor } from './commands.ts';

const actor: Actor = { user: 'ada', via: 'test' };
const HOUR = 3_600_000;
const FIRST = Date.parse('2026-01-01T00:00:00Z');

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const custom = (dagId: string) =>
  insertDag(
    db.database,
    dag(dagId, [task('only')], { timetable: { kind: 'custom', summary: 'Own', description: 'Own' }, catchup: true }),
  );

async function runsOf(dagId: string): Promise<string[]> {
  const { rows } = await db.database.pool.query(
    `select run_id from dag_run where dag_id = $1 and run_type = 'scheduled' and state = 'success' order by logical_date`,
    [dagId],
  );
  return rows.map((row) => row.run_id);
}

async function withTimetable(
  answer: (question: TimetableQuestion) => TimetableAnswer | Promise<TimetableAnswer>,
  work: (scheduler: ReturnType<typeof createTestScheduler>['scheduler']) => Promise<void>,
) {
  const timetables = { ask: async (_: unknown, question: TimetableQuestion) => answer(question) };
  const { scheduler, executor } = createTestScheduler(db.database, { timetables });
  await scheduler.start();
  try {
    await work(scheduler);
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

/** Three runs, an hour each. */
const threeHours = (question: TimetableQuestion): TimetableAnswer => {
  if (question.ask === 'manual') return { start: question.runAfter - HOUR, end: question.runAfter, runAfter: 0 };
  const start = question.last === null ? FIRST : question.last.end;
  return start >= FIRST + 3 * HOUR ? null : { start, end: start + HOUR, runAfter: start + HOUR };
};

test('each tick of an author’s timetable makes its run, over a restart as well, until it gives no more', async () => {
  await custom('own');
  const ids = ['01', '02', '03'].map((hour) => `scheduled__2026-01-01T${hour}:00:00+00:00`);
  for (let start = 0; start < 2; start++) {
    await withTimetable(threeHours, async () => {
      await until(async () => ((await runsOf('own')).length >= 3 ? true : undefined));
      assert.deepEqual(await runsOf('own'), ids);
    });
  }
});

test('a run that is asked for has the data interval that the timetable infers, and is refused where it cannot', async () => {
  await custom('asked');
  const trigger = { kind: 'trigger_run' as const, dagId: 'asked', logicalDate: '2025-06-01T12:00:00Z', conf: {} };
  await withTimetable(threeHours, async (scheduler) => {
    const { dagRunId } = await scheduler.submit(trigger, actor);
    await untilEnded(db.database, dagRunId ?? 0);
    const { rows } = await db.database.pool.query('select data_interval_start as start from dag_run where id = $1', [
      dagRunId,
    ]);
    assert.equal(new Date(rows[0].start).toISOString(), '2025-06-01T11:00:00.000Z');
  });
  const failing = () => Promise.reject(new AquilonError('TIMETABLE_FAILED', { dag: 'asked', reason: 'played' }));
  await withTimetable(failing, async (scheduler) => {
    const refused = scheduler.submit({ ...trigger, logicalDate: '2025-07-01T12:00:00Z' }, actor);
    await assert.rejects(refused, (error) => hasCode(error, 'TIMETABLE_FAILED'));
  });
});

test('while a timetable does not answer, other DAGs run', async () => {
  await custom('silent');
  await insertDag(db.database, dag('busy', [task('only')]));
  await withTimetable(
    () => new Promise<never>(() => undefined),
    async (scheduler) => {
      const trigger = { kind: 'trigger_run' as const, dagId: 'busy', logicalDate: null, conf: {} };
      const { dagRunId } = await scheduler.submit(trigger, actor);
      assert.equal((await untilEnded(db.database, dagRunId ?? 0)).state, 'success');
      assert.deepEqual(await runsOf('silent'), []);
    },
  );
});

test('a timetable that fails makes no runs, is told in the log once, and goes on when its DAG is stored anew', async () => {
  await custom('failing');
  let broken = true;
  const answer = (question: TimetableQuestion) => {
    if (broken) throw new AquilonError('TIMETABLE_FAILED', { dag: 'failing', reason: 'played' });
    return threeHours(question);
  };
  const events = async () => {
    const { rows } = await db.database.pool.query(
      `select why->>'message' as message from event where dag_id = 'failing' and kind = 'dag'`,
    );
    return rows.map((row) => row.message as string);
  };
  await withTimetable(answer, async (scheduler) => {
    await until(async () => ((await events()).length > 0 ? true : undefined));
    await scheduler.submit({ kind: 'dags_changed', dagIds: ['failing'] }, actor);
    broken = false;
    await scheduler.submit({ kind: 'dags_changed', dagIds: ['failing'] }, actor);
    await until(async () => ((await runsOf('failing')).length >= 3 ? true : undefined));
    assert.deepEqual(await events(), ['The timetable of the DAG failing failed: played']);
  });
});
