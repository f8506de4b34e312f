/** The DAGs of the recordings, as our loader would have stored them, and how their tasks play. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Json, SerializedAsset, SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { describeSchedule, summarizeSchedule } from '#dags/describe-timetable.ts';
import type { Database } from '#db/database.ts';
import type { Question } from '#domain/question.ts';
import { logPath } from '#support/log-path.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import type { Play } from '#test/support/scheduler.ts';

const start = { startDate: '2024-01-01T00:00:00Z', catchup: false };
const RETRY_DELAY = 300_000;

const quick = (id: string, upstream: string[] = []) => task(id, upstream, { retryDelayMs: RETRY_DELAY });

const golden: SerializedAsset = {
  kind: 'asset',
  name: 'golden_asset',
  uri: 's3://golden/asset',
  group: 'asset',
  extra: { owner: 'golden' },
};

const APPROVAL: SerializedTask['decision'] = {
  kind: 'approval',
  reject: 'Reject',
  failOnReject: false,
  ignoreTriggerRules: false,
};

const QUESTION: Question = {
  subject: 'Approve the golden run?',
  body: 'please *choose*',
  options: ['Approve', 'Reject'],
  defaults: null,
  multiple: false,
  params: {},
  assignedUsers: [],
};

const DAGS: SerializedDag[] = [
  dag('conf_one', [quick('only')], {
    ...start,
    description: 'one quick task',
    docMd: '### conf_one\nOne quick task.',
    tags: ['conf', 'one'],
    timetable: { kind: 'cron', expression: '0 0 * * *', timezone: 'UTC', summary: '0 0 * * *' },
  }),
  dag('conf_chain', [quick('extract'), quick('transform', ['extract']), quick('load', ['transform'])], {
    ...start,
    description: 'three tasks in a row',
    tags: ['conf', 'chain'],
  }),
  dag('g_fail', [task('boom', [], { retries: 1 }), task('after', ['boom'])], { ...start, tags: ['golden'] }),
  dag('g_params', [task('echo', [], { operator: 'BashOperator' })], {
    ...start,
    tags: ['golden'],
    params: {
      n: { value: 3, description: 'how many', schema: { type: 'integer', maximum: 10, minimum: 1 } },
      who: { value: 'world', description: null, schema: { enum: ['world', 'moon'], type: 'string' } },
    },
  }),
  dag(
    'g_mapped',
    [
      task('numbers', [], { isListed: true, retryDelayMs: RETRY_DELAY }),
      task('double', ['numbers'], {
        retryDelayMs: RETRY_DELAY,
        expand: { kind: 'product', inputs: [{ name: 'x', source: { kind: 'xcom', taskId: 'numbers' } }] },
      }),
      task('total', ['double'], { retryDelayMs: RETRY_DELAY }),
    ],
    { ...start, tags: ['golden'] },
  ),
  dag('g_hitl', [task('approve', [], { operator: 'ApprovalOperator', body: 'approval', decision: APPROVAL })], {
    ...start,
    tags: ['golden'],
  }),
  dag('g_slow', [task('sleep')], { ...start, tags: ['golden'] }),
  dag('g_producer', [task('produce', [], { outlets: [golden] })], { ...start, tags: ['golden'] }),
  dag('g_consumer', [task('consume')], { ...start, tags: ['golden'], assetSchedule: { kind: 'all', of: [golden] } }),
];

export const play: Play = (work) => {
  const value = (returned: Json) => ({
    state: 'success' as const,
    returnValue: { kind: 'json' as const, value: returned },
  });
  switch (work.taskId) {
    case 'boom':
      return { state: 'failed', error: { code: 'TASK_FAILED', message: 'boom on purpose' }, retryable: true };
    case 'extract':
      return value({ rows: 3, name: 'extract' });
    case 'numbers':
      return value([1, 2, 3]);
    case 'double':
      return value(2 * (work.mapIndex + 1));
    case 'approve':
      return { state: 'deferred', waitFor: { kind: 'answer', question: QUESTION, until: null } };
    case 'transform':
      return value(6);
    default:
      return { state: 'success' };
  }
};

export async function insertAirflowDags(database: Database): Promise<string[]> {
  for (const serialized of DAGS) {
    // Version 2 is the current one in the recordings.
    await insertDag(database, serialized, { paused: serialized.dagId === 'g_slow' });
    await insertDag(database, serialized, { paused: serialized.dagId === 'g_slow' });
    const summary = summarizeSchedule(serialized);
    await database.pool.query(
      `update dag set tags = $2, description = $3, owners = $4, timetable_summary = $5, timetable_description = $6,
              max_active_tasks = 32, fileloc = '/opt/airflow/dags/conf.py', relative_fileloc = 'conf.py', last_parsed_time = now(), last_parse_duration = 0.3 where dag_id = $1`,
      [
        serialized.dagId,
        serialized.tags,
        serialized.description,
        serialized.owners,
        summary,
        serialized.dagId === 'conf_one' ? 'At 00:00' : describeSchedule(serialized),
      ],
    );
    await database.pool.query('update dag_snapshot set files = $2 where hash = $1', [
      `test-${serialized.dagId}`,
      JSON.stringify({ [`/dags/${serialized.dagId}.ts`]: 'export default dag;\n' }),
    ]);
  }
  await database.pool.query(
    `insert into import_error (bundle_name, filename, stack_trace) values ('dags-folder', 'broken.py', 'SyntaxError: here')`,
  );
  return DAGS.map((one) => one.dagId);
}

/** What the worker would have written. */
export async function writeLog(home: string, dagId: string, runId: string, taskId: string, attempt: number) {
  const path = logPath(join(home, 'logs'), dagId, runId, taskId, -1, attempt);
  await mkdir(dirname(path), { recursive: true });
  const line = (event: string) =>
    JSON.stringify({ timestamp: '2026-11-20T21:40:34.517504Z', level: 'info', event, logger: 'task' });
  await writeFile(path, `${line('one')}\n${line('two')}\n`);
}
