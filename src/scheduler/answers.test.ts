import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SerializedTask } from '@aquilon/sdk/serialized';
import type { Question } from '#domain/question.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type PlayedExecutor, untilEnded } from '#test/support/scheduler.ts';
import { eventually } from '#test/support/task-runs.ts';
import type { Actor, AnswerTask, StateEvent } from './commands.ts';
import type { Scheduler } from './scheduler.ts';

const ada: Actor = { user: 'ada', via: 'test' };
const APPROVAL = { kind: 'approval', reject: 'Reject', failOnReject: false, ignoreTriggerRules: false } as const;

const question = (more: Partial<Question> = {}): Question => ({
  subject: 'Go on?',
  body: null,
  options: ['Approve', 'Reject'],
  defaults: null,
  multiple: false,
  params: {},
  assignedUsers: [],
  ...more,
});

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

interface Stage {
  scheduler: Scheduler;
  executor: PlayedExecutor;
  dagRunId: number;
  /** Of the question that is open now. */
  attemptId: string;
  answer: (chosen: string[], by?: Actor, more?: Partial<AnswerTask>) => Promise<unknown>;
}

interface Options {
  asks?: Partial<Question>;
  until?: number | null;
  task?: Partial<SerializedTask>;
}

/** A run of `ask`, with `next` and `last` one after the other behind it; `last` runs whatever happened before it. */
async function stage(dagId: string, options: Options, body: (stage: Stage) => Promise<void>): Promise<void> {
  const asking = task('ask', [], { decision: APPROVAL, ...options.task });
  const tasks = [asking, task('next', ['ask']), task('last', ['next'], { triggerRule: 'all_done' })];
  await insertDag(db.database, dag(dagId, tasks));
  const waitFor = { kind: 'answer' as const, question: question(options.asks), until: options.until ?? null };
  const { scheduler, executor } = createTestScheduler(db.database, {
    play: (work) => (work.taskId === 'ask' ? { state: 'deferred', waitFor } : { state: 'success' }),
  });
  await scheduler.start();
  try {
    const asked = nextOpen(scheduler);
    const { dagRunId } = await scheduler.submit({ kind: 'trigger_run', dagId, logicalDate: null, conf: {} }, ada);
    assert.ok(dagRunId);
    await asked;
    const attemptId = await openAttempt(dagRunId);
    const answer: Stage['answer'] = (chosenOptions, by = ada, more = {}) =>
      scheduler.submit(
        {
          ...{ kind: 'answer_task', dagRunId, task: { taskId: 'ask', mapIndex: -1 }, attemptId },
          ...{ chosenOptions, paramsInput: {}, ...more },
        },
        by,
      );
    await body({ scheduler, executor, dagRunId, attemptId, answer });
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
}

/** Resolves when a task begins to await input. */
function nextOpen(scheduler: Scheduler): Promise<void> {
  return new Promise((resolve) => {
    const end = scheduler.subscribe((events: readonly StateEvent[]) => {
      if (!events.some(({ to }) => to === 'awaiting_input')) return;
      end();
      resolve();
    });
  });
}

async function openAttempt(dagRunId: number): Promise<string> {
  const { rows } = await db.database.pool.query(
    `select id from task_instance where dag_run_id = $1 and task_id = 'ask'`,
    [dagRunId],
  );
  return rows[0].id;
}

async function detailOf(attemptId: string) {
  const { rows } = await db.database.pool.query('select * from hitl_detail where ti_id = $1', [attemptId]);
  return rows[0];
}

async function xcomOf(dagRunId: number) {
  const { rows } = await db.database.pool.query(`select value from xcom where dag_run_id = $1 and task_id = 'ask'`, [
    dagRunId,
  ]);
  return rows[0]?.value;
}

test('the answer of a person ends the task, and stands with what it returns', async () => {
  await stage('answered', {}, async ({ dagRunId, attemptId, answer, executor }) => {
    await answer(['Approve']);
    const { state, tasks } = await untilEnded(db.database, dagRunId);
    assert.deepEqual([state, tasks], ['success', { ask: 'success', next: 'success', last: 'success' }]);
    const detail = await detailOf(attemptId);
    assert.deepEqual([detail.chosen_options, detail.responded_by_user_id], [['Approve'], 'ada']);
    assert.deepEqual(await xcomOf(dagRunId), {
      chosen_options: ['Approve'],
      params_input: {},
      responded_at: new Date(detail.responded_at).toISOString(),
      responded_by_user: { id: 'ada', name: 'ada' },
      timedout: false,
    });
    assert.equal(executor.started.filter(({ taskId }) => taskId === 'ask').length, 1, 'no worker was needed again');
  });
});

test('the first answer counts, and a later one is refused', async () => {
  await stage('once', {}, async ({ dagRunId, answer }) => {
    const answers = await Promise.allSettled([answer(['Reject']), answer(['Approve'])]);
    assert.deepEqual(
      answers.map((one) => (one.status === 'rejected' ? one.reason.code : 'taken')),
      ['taken', 'HITL_ANSWERED'],
    );
    assert.equal((await untilEnded(db.database, dagRunId)).tasks.next, 'skipped');
    await assert.rejects(answer(['Approve']), { code: 'HITL_ANSWERED' });
  });
});

test('a rejection skips what directly follows; what follows from that goes by its trigger rule', async () => {
  await stage('rejected', {}, async ({ dagRunId, answer }) => {
    await answer(['Reject']);
    const { tasks } = await untilEnded(db.database, dagRunId);
    assert.deepEqual(tasks, { ask: 'success', next: 'skipped', last: 'success' });
  });
});

test('a rejection that ignores trigger rules skips all that follows', async () => {
  await stage('rejected_all', { task: { decision: { ...APPROVAL, ignoreTriggerRules: true } } }, async (on) => {
    await on.answer(['Reject']);
    const { tasks } = await untilEnded(db.database, on.dagRunId);
    assert.deepEqual(tasks, { ask: 'success', next: 'skipped', last: 'skipped' });
  });
});

test('a rejection that is to fail the task fails it without a retry', async () => {
  await stage('fatal', { task: { decision: { ...APPROVAL, failOnReject: true }, retries: 3 } }, async (on) => {
    await on.answer(['Reject']);
    const { tasks } = await untilEnded(db.database, on.dagRunId);
    assert.deepEqual(tasks, { ask: 'failed', next: 'upstream_failed', last: 'success' });
    assert.equal((await detailOf(on.attemptId)).chosen_options[0], 'Reject');
  });
});

test('a branch follows the tasks of the chosen options, and skips the others', async () => {
  const choices = [
    { option: 'short', tasks: ['last'] },
    { option: 'long', tasks: ['next'] },
  ];
  await stage(
    'branch',
    { asks: { options: ['short', 'long'] }, task: { decision: { kind: 'answer', choices } } },
    async (on) => {
      await on.answer(['short']);
      const { tasks } = await untilEnded(db.database, on.dagRunId);
      assert.deepEqual(tasks, { ask: 'success', next: 'skipped', last: 'success' });
      assert.deepEqual(await xcomOf(on.dagRunId), ['last']);
    },
  );
});

test('options that are not asked for, several where one is asked for, and none are refused', async () => {
  await stage('options', {}, async ({ answer }) => {
    await assert.rejects(answer(['Nope']), {
      code: 'HITL_OPTIONS_INVALID',
      message: "Invalid options ['Nope']; allowed options are ['Approve', 'Reject'].",
    });
    await assert.rejects(answer(['Approve', 'Reject']), { code: 'HITL_OPTIONS_INVALID' });
    await assert.rejects(answer(['Approve', 'Approve']), { code: 'HITL_OPTIONS_INVALID' });
    await assert.rejects(answer([]), { code: 'HITL_OPTIONS_INVALID' });
  });
});

test('only assigned users may answer', async () => {
  await stage('assigned', { asks: { assignedUsers: [{ id: 'bob', name: 'Bob' }] } }, async ({ answer, dagRunId }) => {
    await assert.rejects(answer(['Approve']), { code: 'HITL_NOT_ASSIGNED' });
    await answer(['Approve'], { user: 'bob', via: 'test' });
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  });
});

test('params must fit their schemas, and those that are left out take their defaults', async () => {
  const params = {
    days: { value: 3, description: null, schema: { type: 'integer', minimum: 1 } },
    why: { value: null, description: null, schema: { type: 'string' }, required: true },
  };
  await stage('params', { asks: { params } }, async ({ answer, dagRunId }) => {
    const input = (paramsInput: AnswerTask['paramsInput']) => answer(['Approve'], ada, { paramsInput });
    await assert.rejects(input({ why: 'so', days: 0 }), { code: 'HITL_PARAMS_INVALID', message: /params\.days/ });
    await assert.rejects(input({}), { code: 'HITL_PARAMS_INVALID', message: /params\.why/ });
    await assert.rejects(input({ why: 'so', other: 1 }), { code: 'HITL_PARAMS_INVALID', message: /no param other/ });
    await input({ why: 'so' });
    await untilEnded(db.database, dagRunId);
    assert.deepEqual((await xcomOf(dagRunId)).params_input, { days: 3, why: 'so' });
  });
});

test('when the time is over, the defaults are the answer', async () => {
  await stage(
    'timed',
    { asks: { defaults: ['Reject'] }, until: Date.now() + 1_500 },
    async ({ dagRunId, attemptId }) => {
      const { tasks } = await untilEnded(db.database, dagRunId);
      assert.deepEqual(tasks, { ask: 'success', next: 'skipped', last: 'success' });
      const { timedout, responded_by_user: by } = await xcomOf(dagRunId);
      assert.deepEqual([timedout, by], [true, null]);
      assert.notEqual((await detailOf(attemptId)).responded_at, null);
    },
  );
});

test('the state of its task stands beside a question, also where the time was over when it was asked', async () => {
  const options = { asks: { defaults: ['Reject'] }, until: Date.now() - 1_000 };
  await stage('too_late', options, async ({ dagRunId, attemptId }) => {
    const { tasks } = await untilEnded(db.database, dagRunId);
    assert.equal((await detailOf(attemptId)).state, tasks.ask);
  });
});

test('when the time is over and there are no defaults, the task fails, and a retry asks again', async () => {
  await stage(
    'untimely',
    { until: Date.now() + 1_000, task: { retries: 1, retryDelayMs: 1 } },
    async ({ dagRunId, attemptId }) => {
      assert.equal((await untilEnded(db.database, dagRunId)).tasks.ask, 'failed');
      const { rows } = await db.database.pool.query(
        'select id, error from task_instance_history where dag_run_id = $1',
        [dagRunId],
      );
      assert.deepEqual(
        rows.map((row) => [row.id, row.error.code]),
        [[attemptId, 'HITL_TIMEOUT']],
      );
    },
  );
});

test('a question outlives the server, and an answer to an earlier try is refused', async () => {
  await stage('survives', {}, async ({ scheduler, executor, dagRunId, attemptId }) => {
    await scheduler.stop(() => executor.stop(0));
    const second = createTestScheduler(db.database, { play: () => ({ state: 'success' }) });
    await second.scheduler.start();
    try {
      const command = {
        kind: 'answer_task',
        dagRunId,
        task: { taskId: 'ask', mapIndex: -1 },
        paramsInput: {},
      } as const;
      const other = '00000000-0000-7000-8000-000000000000';
      await assert.rejects(second.scheduler.submit({ ...command, attemptId: other, chosenOptions: ['Approve'] }, ada), {
        code: 'HITL_ANSWERED',
      });
      await second.scheduler.submit({ ...command, attemptId, chosenOptions: ['Approve'] }, ada);
      assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
    } finally {
      await second.scheduler.stop(() => second.executor.stop(0));
    }
  });
});

test('what asks holds no slot, says why it does not go on, and can be marked', async () => {
  await stage(
    'marked',
    { asks: { assignedUsers: [{ id: 'bob', name: 'Bob' }] } },
    async ({ scheduler, dagRunId, answer }) => {
      const explained = scheduler.explainWithHolders(dagRunId, { taskId: 'ask', mapIndex: -1 }, () => undefined);
      const [first] = explained?.reasons ?? [];
      assert.equal(first?.reason.code, 'awaiting_input');
      assert.match(first?.reason.message ?? '', /answer of bob/);
      assert.equal(explained?.forecast?.at, null);
      const later = scheduler.explainWithHolders(dagRunId, { taskId: 'next', mapIndex: -1 }, () => undefined);
      assert.deepEqual(later?.forecast, { at: null, assumes: ['somebody has to answer ask'] });
      const tasks = [{ taskId: 'ask', mapIndex: -1 }];
      await scheduler.submit({ kind: 'set_task_state', dagRunId, tasks, state: 'success' }, ada);
      await assert.rejects(answer(['Approve']), { code: 'HITL_ANSWERED' });
      assert.equal((await untilEnded(db.database, dagRunId)).tasks.next, 'success');
    },
  );
});

test('a cleared question is asked again, under another id', async () => {
  await stage('cleared', {}, async ({ scheduler, executor, dagRunId, attemptId, answer }) => {
    const again = nextOpen(scheduler);
    await scheduler.submit({ kind: 'clear_tasks', dagRunId, tasks: [{ taskId: 'ask', mapIndex: -1 }] }, ada);
    await again;
    await assert.rejects(answer(['Approve']), { code: 'HITL_ANSWERED' });
    await answer(['Approve'], ada, { attemptId: await openAttempt(dagRunId) });
    await eventually('the second try', () => executor.started.some(({ taskId }) => taskId === 'last'));
    assert.equal((await detailOf(attemptId)).responded_at, null);
    assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
  });
});

test('who is to be told of a question is told once for each try, and of its end', async () => {
  const callbacks = { awaiting_input: [{ kind: 'webhook' as const, options: { url: 'http://localhost' } }] };
  const end = { ...callbacks, success: callbacks.awaiting_input };
  await stage('told', { task: { callbacks: end } }, async ({ dagRunId, answer }) => {
    await answer(['Approve']);
    await untilEnded(db.database, dagRunId);
    const { rows } = await db.database.pool.query(
      `select event, told -> 'facts' ->> 'reason' as reason from notice where dag_run_id = $1 order by at, event`,
      [dagRunId],
    );
    assert.deepEqual(rows, [
      { event: 'awaiting_input', reason: 'Go on?' },
      { event: 'success', reason: null },
    ]);
  });
});
