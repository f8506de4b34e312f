/** `aquilon db clean`, `export-archived`, `drop-archived`. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Cleaning, type CleaningHooks, cleanDatabase } from '#db/clean/clean.ts';
import { CLEAN_TABLES } from '#db/clean/tables.ts';
import { RUN_PARTS } from '#db/queries/clean-runs.ts';
import { upsertUsage } from '#db/queries/task-instance-usage.ts';
import { hasCode } from '#errors/aquilon-error.ts';
import { createLocalFolder } from '#storage/local-folder.ts';
import { logPath } from '#support/log-path.ts';
import { type CommandPlace, createCommandPlace } from '#test/support/command-place.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { insertOldRuns } from '#test/support/old-runs.ts';
import { createTestScheduler, untilEnded } from '#test/support/scheduler.ts';

const BEFORE = '2020-01-01T00:00:00Z';
const actor = { user: null, via: 'test' } as const;

describe('db clean', () => {
  let place: CommandPlace;
  before(async () => {
    place = await createCommandPlace();
  });
  after(() => place.clear());

  const aquilon = (...words: string[]) => place.aquilon(words);
  const clean = (...words: string[]) => aquilon('db', 'clean', '--clean-before-timestamp', BEFORE, ...words);
  const done = async (...words: string[]): Promise<Record<string, number>> => {
    const { code, out, err } = await clean(...words, '-o', 'json');
    assert.equal(code, 0, err);
    return Object.fromEntries(JSON.parse(out).map((row: { table: string; rows: number }) => [row.table, row.rows]));
  };
  const numbers = async (text: string, values: unknown[] = []): Promise<number[]> => {
    const { rows } = await place.database.pool.query({ text, values, rowMode: 'array' });
    return rows.map(([one]) => Number(one));
  };
  const runsOf = (dagId: string) => numbers('select id from dag_run where dag_id = $1 order by id', [dagId]);
  /** Rows that belong to a run that is gone. */
  const orphans = async (): Promise<string[]> => {
    const found = [];
    for (const part of RUN_PARTS) {
      const [count] = await numbers(
        `select count(*) from ${part} where not exists (select from dag_run where dag_run.id = ${part}.dag_run_id)`,
      );
      if (count !== 0) found.push(part);
    }
    return found;
  };

  test('a dry run counts what would go, and changes nothing', async () => {
    const versionId = await insertDag(place.database, dag('counted', [task('a')]));
    const ids = await insertOldRuns(place.database, {
      dagId: 'counted',
      versionId,
      from: '2015-01-01',
      runs: 5,
      tasks: 3,
    });
    const counts = await done('--dry-run', '--dag-ids', 'counted', '--tables', 'dag_run');
    assert.deepEqual(counts, {
      xcom: 12,
      rendered_task_instance: 12,
      task_instance_history: 12,
      task_instance: 12,
      dag_run: 4,
    });
    assert.deepEqual(await runsOf('counted'), ids);
  });

  test('nothing is removed without --yes where nobody can be asked', async () => {
    const { code, err } = await clean('--dag-ids', 'counted');
    assert.equal(code, 1);
    assert.match(err, /This removes 52 rows.*\n.*--yes/);
  });

  test('old runs go with all that belongs to them, and with their files', async () => {
    const { home } = place;
    const objects = createLocalFolder(join(home, 'storage'));
    const [first = 0, last = 0] = await numbers(
      `select unnest(array[min(id), max(id)]) from dag_run where dag_id = 'counted'`,
    );
    const { rows } = await place.database.pool.query(`select id from task_instance where dag_run_id = $1 limit 1`, [
      first,
    ]);
    const attempt = rows[0].id as string;
    const stored = await objects.put(`xcom/${attempt}/big.json`, Buffer.from('[]'));
    // Of a try whose XCom was replaced since.
    await objects.put(`xcom/${attempt}/left.json`, Buffer.from('[]'));
    await objects.put('xcom/by-hand/set.json', Buffer.from('[]'));
    await place.database.pool.query(
      `insert into xcom (dag_run_id, task_id, key, object) values ($1, 'a', 'big', $2), ($1, 'a', 'set', $3)`,
      [first, { object: `xcom/${attempt}/big.json`, ...stored }, { object: 'xcom/by-hand/set.json', ...stored }],
    );
    await upsertUsage(place.database.pool, [
      {
        ...{ dagId: 'counted', runId: 'old', dagRunId: first, taskId: 'a', mapIndex: 0, tryNumber: 1, startedAt: 0 },
        ...{ points: [{ seconds: 1, cpuSeconds: 1, memory: 1 }], peakMemory: 1 },
      },
    ]);
    const logs = ['2015-01-01', '2015-01-05'].map((day) =>
      logPath(join(home, 'logs'), 'counted', `scheduled__${day}`, 'a', 0, 1),
    );
    for (const log of logs) {
      await mkdir(dirname(log), { recursive: true });
      await writeFile(log, 'x');
    }
    const counts = await done('--dag-ids', 'counted', '--yes');
    assert.equal(counts.dag_run, 4);
    assert.equal(counts.xcom, 14);
    assert.equal(counts.task_instance_usage, 1);
    assert.deepEqual(await runsOf('counted'), [last]);
    assert.deepEqual(await orphans(), []);
    assert.deepEqual(await readdir(join(home, 'storage', 'xcom')), ['by-hand']);
    assert.deepEqual(await readdir(join(home, 'storage', 'xcom', 'by-hand')), []);
    assert.deepEqual(await readdir(join(home, 'logs', 'dag_id=counted')), ['run_id=scheduled__2015-01-05']);
  });

  test('what was removed stands in archives, which are written to files and dropped', async () => {
    const to = join(place.folder, 'archive');
    const missing = await aquilon('db', 'export-archived', '--output-path', to);
    assert.match(missing.err, /no file or folder/);
    await mkdir(to);
    const { code, out, err } = await aquilon(
      'db',
      'export-archived',
      '--output-path',
      to,
      '-t',
      'dag_run',
      '-o',
      'json',
    );
    assert.equal(code, 0, err);
    const [written] = JSON.parse(out) as { archive: string; rows: number; file: string }[];
    assert.match(written?.archive ?? '', /^_airflow_deleted__dag_run__\d{14}$/);
    assert.equal(written?.rows, 4);
    const lines = (await readFile(written?.file ?? '', 'utf8')).split('\r\n');
    assert.equal(lines.length, 6);
    assert.match(lines[0] ?? '', /^id,dag_id,run_id,/);
    assert.match(lines[1] ?? '', /^\d+,counted,scheduled__2015-01-01,2015-01-01 00:00:00\+00,/);
    assert.deepEqual((await aquilon('db', 'drop-archived')).code, 1);
    const dropped = await aquilon('db', 'drop-archived', '--yes', '-o', 'json');
    assert.deepEqual(
      (JSON.parse(dropped.out) as { archive: string }[]).map(({ archive }) => archive.split('__')[1]),
      ['dag_run', 'rendered_task_instance', 'task_instance', 'task_instance_history', 'task_instance_usage', 'xcom'],
    );
    assert.equal((await aquilon('db', 'drop-archived')).out, 'No data found\n');
  });

  test('the newest runs of a DAG stay, and those before open ones', async () => {
    const { pool } = place.database;
    const versionId = await insertDag(place.database, dag('kept', [task('a')], { maxConsecutiveFailedDagRuns: 2 }));
    const made = { dagId: 'kept', versionId };
    const first = await insertOldRuns(place.database, { ...made, from: '2015-01-01', runs: 4 });
    // The newest that the schedule made; the newest that succeeded; two, at which the limit of failed runs looks.
    const failed = await insertOldRuns(place.database, { ...made, from: '2015-02-01', runs: 2, state: 'failed' });
    const manual = await insertOldRuns(place.database, { ...made, from: '2015-03-01', runs: 1, runType: 'manual' });
    const newest = await insertOldRuns(place.database, {
      ...made,
      from: '2015-04-01',
      runs: 3,
      runType: 'manual',
      state: 'failed',
    });
    // It began before, and goes on: so its own past stays.
    await pool.query(`update dag_run set state = 'running', end_date = null where id = $1`, [first[2]]);
    await done('--tables', 'dag_run', '--dag-ids', 'kept', '--yes', '--skip-archive');
    assert.deepEqual(await runsOf('kept'), [first[1], first[2], failed[1], manual[0], newest[1], newest[2]]);
    assert.equal((await aquilon('db', 'drop-archived')).out, 'No data found\n');
  });

  test('schedulers go on meanwhile: runs start and end, and what is being removed is not taken up again', async () => {
    const { database } = place;
    const versionId = await insertDag(database, dag('busy', [task('a')]));
    const ids = await insertOldRuns(database, { dagId: 'busy', versionId, from: '2010-01-01', runs: 1200, tasks: 5 });
    const { scheduler } = createTestScheduler(database);
    await scheduler.start();
    const trigger = async () => {
      const command = { kind: 'trigger_run', dagId: 'busy', logicalDate: null, conf: {} } as const;
      return (await scheduler.submit(command, actor)).dagRunId ?? 0;
    };
    const refused: string[] = [];
    const steps: number[] = [];
    const hooks: CleaningHooks = {
      signal: new AbortController().signal,
      onDeleted: (_table, rows) => void steps.push(rows),
      async forget({ runs }) {
        const tasks = [{ taskId: 'a', mapIndex: 0 }];
        await scheduler
          .submit({ kind: 'clear_tasks', dagRunId: runs[0]?.id ?? 0, tasks }, actor)
          .catch((error) => void refused.push(error.code));
        assert.equal((await untilEnded(database, await trigger())).state, 'success');
      },
    };
    const cleaning: Cleaning = {
      tables: new Set(CLEAN_TABLES),
      before: BEFORE,
      dagIds: ['busy'],
      exceptDagIds: [],
      batchSize: 700,
      archive: true,
    };
    try {
      let isOver = false;
      const cleaned = cleanDatabase(database, cleaning, hooks).finally(() => {
        isOver = true;
      });
      let during = 0;
      while (!isOver) {
        assert.equal((await untilEnded(database, await trigger())).state, 'success');
        during += 1;
      }
      const counts = await cleaned;
      assert.equal(counts.get('dag_run'), 1199);
      assert.equal(counts.get('task_instance'), 5 * 1199);
      assert.ok(during > 0);
    } finally {
      await scheduler.stop(async () => undefined);
    }
    assert.ok(steps.every((rows) => rows <= 700));
    assert.deepEqual(refused, ['RUN_NOT_FOUND', 'RUN_NOT_FOUND', 'RUN_NOT_FOUND']);
    assert.deepEqual((await runsOf('busy')).slice(0, 1), ids.slice(-1));
    assert.deepEqual(await orphans(), []);
    // No commit has failed: a scheduler that has to read its memory anew begins under another epoch or says so in its books.
    assert.deepEqual(await numbers('select count(*) from scheduler'), [1]);
    await done('--tables', 'job', '--yes');
    assert.deepEqual(await numbers('select count(*) from scheduler'), [1]);
  });

  test('what a cleaning has left half done is removed by the next one', async () => {
    const { database } = place;
    const versionId = await insertDag(database, dag('half', [task('a')]));
    const ids = await insertOldRuns(database, { dagId: 'half', versionId, from: '2024-01-01', runs: 3 });
    const broken: CleaningHooks = {
      signal: new AbortController().signal,
      onDeleted: () => undefined,
      forget: () => Promise.reject(new Error('killed')),
    };
    const tables = new Set(['dag_run']);
    const cleaning = { tables, dagIds: ['half'], exceptDagIds: [], batchSize: 100, archive: false };
    await assert.rejects(cleanDatabase(database, { ...cleaning, before: '2024-01-02T12:00:00Z' }, broken), /killed/);
    assert.deepEqual(await runsOf('half'), ids);
    const { scheduler } = createTestScheduler(database);
    await scheduler.start();
    const tasks = [{ taskId: 'a', mapIndex: -1 }];
    const clear = scheduler.submit({ kind: 'clear_tasks', dagRunId: ids[0] ?? 0, tasks }, actor);
    await assert.rejects(clear, (error) => hasCode(error, 'RUN_NOT_FOUND'));
    await scheduler.stop(async () => undefined);
    await done('--tables', 'dag_run', '--yes');
    assert.deepEqual(await runsOf('half'), [ids[2]]);
  });

  test('parts of runs that stay are cleaned where they are named', async () => {
    const { database } = place;
    const versionId = await insertDag(database, dag('parts', [task('a')]));
    await insertOldRuns(database, { dagId: 'parts', versionId, from: '2015-01-01', runs: 3 });
    const counts = await done(
      '--tables',
      'xcom,task_instance_history',
      '--dag-ids',
      'parts',
      '--yes',
      '--skip-archive',
    );
    assert.deepEqual(counts, { xcom: 2, task_instance_history: 2 });
    assert.deepEqual(await done('--tables', 'xcom', '--dag-ids', 'parts', '--yes'), {});
    assert.equal((await runsOf('parts')).length, 3);
  });

  test('logs, events and expired entries go by their age, whatever is still in use stays', async () => {
    const { pool } = place.database;
    await pool.query(`
      insert into event_log (dttm, event, dag_id) values ('2015-01-01', 'old', null), ('2015-01-01', 'old', 'parts'), (now(), 'new', null);
      insert into event (at, kind, dag_id, dag_run_id, by)
        select at, 'run', 'gone', run, 'test' from (values ('2015-01-01'::timestamptz, -5), (now(), -5)) as x (at, run);
      insert into event (at, kind, dag_id, dag_run_id, by)
        select '2015-01-01', 'run', 'parts', max(id), 'test' from dag_run where dag_id = 'parts';
      insert into event (at, kind, dag_id, by) values ('2015-01-01', 'dag', 'newest', 'test');
      insert into revoked_token values ('past', '2015-01-01'), ('open', '2999-01-01');
      insert into asset (name, uri) values ('rows', 'rows');
      insert into asset_event (asset_id, "timestamp") select asset.id, '2015-01-01' from asset, generate_series(1, 3);
      insert into asset_event_queue (dag_id, asset_id, event_id) select 'parts', asset_id, max(id) from asset_event group by 2;
      insert into connection_test (token_hash, connection_id, state, created_at)
        values ('a', 'a', 'success', '2015-01-01'), ('b', 'b', 'running', '2015-01-01')`);
    const tables = ['-t', 'log,event,revoked_token,asset_event,connection_test_request'];
    assert.deepEqual(await done(...tables, '--dag-ids', 'parts', '--yes', '--batch-size', '1'), { event_log: 1 });
    assert.deepEqual(await done(...tables, '--yes', '--batch-size', '1'), {
      event_log: 1,
      event: 1,
      asset_event: 2,
      connection_test: 1,
      revoked_token: 1,
    });
    // The cleanings themselves are in the audit log.
    const { rows } = await pool.query(
      `select event, extra from event_log where event = 'cli_db_clean' order by id desc`,
    );
    assert.match(rows[0].extra, /db clean --clean-before-timestamp 2020-01-01T00:00:00.000Z --tables log,event/);
  });

  test('versions that nothing tells of any more go, with their code', async () => {
    const { database } = place;
    const { pool } = database;
    const versions = [];
    for (let number = 0; number < 4; number += 1)
      versions.push(await insertDag(database, dag('versioned', [task('a')])));
    await pool.query(`
      update dag_version set created_at = '2015-01-01' where dag_id = 'versioned';
      update dag_snapshot set created_at = '2015-01-01';
      insert into dag_snapshot (hash, entry, files, created_at) values ('unused', '', '{}', '2015-01-01')`);
    await insertOldRuns(database, { dagId: 'versioned', versionId: versions[1] ?? '', from: '2018-01-01', runs: 1 });
    assert.deepEqual(await done('-t', 'dag_version', '--yes'), { dag_version: 2, dag_snapshot: 1 });
    const { rows } = await pool.query(`select id from dag_version where dag_id = 'versioned' order by version_number`);
    assert.deepEqual(
      rows.map((row) => row.id),
      [versions[1], versions[3]],
    );
  });

  test('tables that do not exist are wrong usage; those that Airflow has and we clean otherwise are told', async () => {
    const unknown = await clean('--tables', 'dag_runs', '--yes');
    assert.equal(unknown.code, 2, unknown.err);
    const told = await clean('--tables', 'task_instance,trigger', '--yes');
    assert.equal(told.code, 0);
    assert.match(told.err, /task_instance is not cleaned by itself: goes with the runs/);
    assert.equal(told.out, 'No data found\n');
  });
});
