import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import type { Work } from '#queue/executor.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type Bench, failureOf, openBench } from '#test/support/task-runs.ts';

describe('the operator sql', () => {
  let bench: Bench;
  let db: TestDatabase;
  let folder: string;
  before(async () => {
    bench = await openBench();
    db = await createTestDatabase({ empty: true });
    folder = await mkdtemp(join(tmpdir(), 'aquilon-sql-'));
    bench.connections.set('shop', db.url);
    bench.connections.set('file', `sqlite:///${folder}/x.db`);
    bench.connections.set('other', 'mysql://u:p@host/db');
  });
  after(async () => {
    await bench.close();
    await db.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const sql = (text: Json, more: { [name: string]: Json } = {}, connId = 'shop'): Work =>
    bench.operator('sql', { connId, sql: text, ...more });
  const rowsOf = async (work: Work): Promise<unknown> => {
    const outcome = await bench.run(work);
    assert.equal(outcome.state, 'success', JSON.stringify(outcome));
    return outcome.state === 'success' && outcome.returnValue?.kind === 'json' ? outcome.returnValue.value : undefined;
  };
  const failure = async (work: Work) => failureOf(await bench.run(work));
  const count = async (table: string) =>
    (await db.database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n;

  test('the rows of the last statement are the value, as objects; values are bound', async () => {
    await rowsOf(sql('create table orders (id int, name text, extra jsonb)'));
    const name = "Robert'); drop table orders;--";
    assert.equal(
      await rowsOf(sql('insert into orders values ($1, $2, $3)', { parameters: [1, name, { a: [1] }] })),
      undefined,
    );
    assert.deepEqual(await rowsOf(sql('select * from orders where id = $1', { parameters: [1] })), [
      { id: 1, name, extra: { a: [1] } },
    ]);
    assert.deepEqual(await rowsOf(sql('select 1 as a where false')), []);
  });

  test('values of PostgreSQL keep what they say: exact numbers as texts, dates without a zone as they are', async () => {
    const text = `select count(*) as n, 9007199254740993 as large, 1.10::numeric as price, date '2026-03-29' as day,
      timestamp '2026-03-29 02:30' as local, timestamptz '2026-03-29 02:30+02' as moment, null as nothing, true as yes, array[1,2] as list,
      '\\x00ff'::bytea as bytes`;
    assert.deepEqual(await rowsOf(sql(text)), [
      {
        n: 1,
        large: '9007199254740993',
        price: '1.10',
        day: '2026-03-29',
        local: '2026-03-29T02:30:00',
        moment: '2026-03-29T00:30:00.000Z',
        nothing: null,
        yes: true,
        list: [1, 2],
        bytes: '\\x00ff',
      },
    ]);
  });

  test('a list of statements is one transaction, unless autocommit is set', async () => {
    await rowsOf(sql('create table t (n int primary key)'));
    const twice = ['insert into t values (1)', 'insert into t values (1)'];
    const error = await failure(sql(twice));
    assert.deepEqual([error.code, /duplicate key/.test(error.message), await count('t')], ['SQL_FAILED', true, 0]);
    await failure(sql(twice, { autocommit: true }));
    assert.equal(await count('t'), 1);
  });

  test('splitStatements takes a text apart; without returnLast each has its place in the value', async () => {
    const text = "create temp table s (n int); insert into s values (1), (2); select n from s; select ';' as x;";
    assert.deepEqual(await rowsOf(sql(text, { splitStatements: true, returnLast: false })), [
      null,
      null,
      [{ n: 1 }, { n: 2 }],
      [{ x: ';' }],
    ]);
  });

  test('handler makes the value of the rows', async () => {
    const text = "sql({ connId: 'shop', sql: 'x', handler: (rows) => [rows.length, getContext().task.taskId] })";
    const options = { connId: 'shop', sql: 'select generate_series(1, 3) as n', handler: true };
    assert.deepEqual(await rowsOf(bench.work(text, { body: 'sql', operator: 'SQLExecuteQueryOperator', options })), [
      3,
      't',
    ]);
  });

  test('more rows than maxRows fail the task, and are not all read', async () => {
    const error = await failure(sql('select generate_series(1, 100000000) as n', { maxRows: 1000 }));
    assert.deepEqual([error.code, /more than 1000 rows/.test(error.message)], ['SQL_TOO_MANY_ROWS', true]);
    assert.equal(
      ((await rowsOf(sql('select generate_series(1, 1000) as n', { maxRows: 1000 }))) as Json[]).length,
      1000,
    );
  });

  test('a task that is to end cancels its statement on the server', async () => {
    const work = sql('select pg_sleep(1000)');
    const running = async () =>
      (
        await db.database.pool.query(
          "select 1 from pg_stat_activity where query like 'select pg_sleep(1000%' and state = 'active'",
        )
      ).rowCount ?? 0;
    bench.executor.dispatch([work]);
    while ((await running()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'stop' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_MARKED');
    assert.equal(await running(), 0);
  });

  test('SQLite is read and written, with exact numbers, and refuses several statements in one text', async () => {
    await rowsOf(
      sql(['create table t (n, s, b)', "insert into t values (9007199254740993, 'ä', x'00ff')"], {}, 'file'),
    );
    await rowsOf(sql('insert into t values (?, ?, ?)', { parameters: [1.5, null, true] }, 'file'));
    assert.deepEqual(await rowsOf(sql('select * from t', {}, 'file')), [
      { n: '9007199254740993', s: 'ä', b: '\\x00ff' },
      { n: 1.5, s: null, b: 1 },
    ]);
    assert.match((await failure(sql('delete from t; select 1', {}, 'file'))).message, /it holds 2 statements/);
    const rolled = await failure(sql(['delete from t', 'select * from absent'], {}, 'file'));
    assert.match(rolled.message, /no such table: absent/);
    assert.deepEqual(await rowsOf(sql('select count(*) as n from t', {}, 'file')), [{ n: 2 }]);
    assert.equal((await failure(sql('select * from t', { maxRows: 1 }, 'file'))).code, 'SQL_TOO_MANY_ROWS');
  });

  test('what cannot be asked is told with the connection and the reason, without its password', async () => {
    assert.match((await failure(sql('selec 1'))).message, /run on shop: syntax error at or near "selec"/);
    assert.match((await failure(sql('select 1', {}, 'other'))).message, /its type is mysql; postgres and sqlite/);
    assert.equal((await failure(sql('select 1', {}, 'missing'))).code, 'CONNECTION_NOT_FOUND');
    bench.connections.set('closed', 'postgres://me:a-secret-word@127.0.0.1:1/db');
    const work = sql('select 1', {}, 'closed');
    assert.match((await failure(work)).message, /ECONNREFUSED/);
    assert.ok(!JSON.stringify(bench.log(work)).includes('a-secret-word'));
  });
});
