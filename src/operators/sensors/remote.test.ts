import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import type { Work } from '#queue/executor.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type S3Server, startS3Server } from '#test/support/s3-server.ts';
import { type Bench, eventually, failureOf, openBench } from '#test/support/task-runs.ts';

const sensor = {
  pokeIntervalMs: 20,
  timeoutMs: 60_000,
  softFail: false,
  exponentialBackoff: false,
  maxWaitMs: null,
  onError: 'fail' as const,
};

describe('sensors of other systems', () => {
  let bench: Bench;
  let s3: S3Server;
  let db: TestDatabase;
  let folder: string;
  before(async () => {
    bench = await openBench();
    s3 = await startS3Server(['lake', 'dotted.name']);
    db = await createTestDatabase({ empty: true });
    folder = await mkdtemp(join(tmpdir(), 'aquilon-sqlite-'));
    bench.connections.set('aws_default', s3.connection);
    bench.connections.set('warehouse', db.url);
    bench.connections.set('file', `sqlite:///${folder}/x.db`);
    bench.connections.set('nobody', 'aws://');
    bench.connections.set('other', 'mysql://u:p@host/db');
  });
  after(async () => {
    await bench.close();
    await s3.close();
    await db.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const s3Key = (options: { [name: string]: Json }): Work =>
    bench.operator('s3_key_sensor', { bucketName: 'lake', ...options }, { sensor });
  const sql = (connId: string, text: string, more: { [name: string]: Json } = {}): Work =>
    bench.operator('sql_sensor', { connId, sql: text, ...more }, { sensor });
  const first = async (work: Work) => (await bench.run(work)).state;
  const looks = (work: Work) => bench.log(work).filter(({ level }) => level === 'debug').length;

  test('an S3 key sensor waits until all of its keys are there', async () => {
    await s3.put('lake', 'raw/a b+ü.csv');
    const work = s3Key({ bucketKey: ['raw/a b+ü.csv', 's3://dotted.name/done'] });
    const ended = bench.runToEnd(work);
    await eventually('looks', () => looks(work) > 1);
    await s3.put('dotted.name', 'done');
    assert.deepEqual(await ended, { state: 'success' });
  });

  test('an S3 key sensor matches wildcards and regular expressions', async () => {
    for (const key of ['days/2026-01-01/part-1.csv', "odd/&<'[x].csv"]) await s3.put('lake', key);
    const wild = (bucketKey: string) => first(s3Key({ bucketKey, wildcardMatch: true }));
    assert.equal(await wild('days/*.csv'), 'success');
    assert.equal(await wild('days/2026-01-0[12]/part-?.csv'), 'success');
    assert.equal(await wild('days/2026-01-0[!1]/part-?.csv'), 'deferred');
    assert.equal(await wild('days/part-1.csv'), 'deferred');
    assert.equal(await wild("odd/&<'*].csv"), 'success');
    const regex = (bucketKey: string) => first(s3Key({ bucketKey, useRegex: true }));
    assert.equal(await regex('days/\\d{4}-01-01/'), 'success');
    assert.equal(await regex('part-1'), 'deferred');
  });

  test('an S3 key sensor tells what keeps it from looking', async () => {
    const message = async (options: { [name: string]: Json }) => failureOf(await bench.run(s3Key(options))).message;
    assert.match(await message({ bucketKey: 'x', awsConnId: 'missing' }), /There is no connection missing/);
    assert.match(await message({ bucketKey: 'x', awsConnId: 'nobody' }), /access key and its secret/);
    assert.match(await message({ bucketKey: 'x*', wildcardMatch: true, bucketName: 'absent' }), /404 NoSuchBucket/);
  });

  test('a SQL sensor waits until the first cell is true', async () => {
    await db.database.pool.query('create table load (rows numeric)');
    const work = sql('warehouse', 'select count(*) from load where rows > $1', { parameters: [5] });
    const ended = bench.runToEnd(work);
    await eventually('looks', () => looks(work) > 1);
    await db.database.pool.query('insert into load values (7)');
    assert.deepEqual(await ended, { state: 'success' });
    for (const cell of ['0', "'0'", "''", 'null', 'false', '0.00::numeric', '0::bigint'])
      assert.equal(await first(sql('warehouse', `select ${cell}`)), 'deferred', cell);
    for (const cell of ['1', "'no'", 'true', '-1', "'{}'::jsonb"])
      assert.equal(await first(sql('warehouse', `select ${cell}`)), 'success', cell);
  });

  test('a SQL sensor reads SQLite, and makes no file', async () => {
    assert.match(failureOf(await bench.run(sql('file', 'select 1'))).message, /could not be run on file/);
    const file = new DatabaseSync(join(folder, 'x.db'));
    file.exec('create table t (n int); insert into t values (3)');
    file.close();
    assert.equal(await first(sql('file', 'select n from t where n > ?', { parameters: [2] })), 'success');
    assert.equal(await first(sql('file', 'select n from t where n > ?', { parameters: [3] })), 'deferred');
    assert.match(failureOf(await bench.run(sql('file', 'delete from t'))).message, /readonly/);
  });

  test('without a row a SQL sensor waits, or fails where that is asked for', async () => {
    assert.equal(await first(sql('warehouse', 'select 1 where false')), 'deferred');
    const strict = await bench.run(sql('warehouse', 'select 1 where false', { failOnEmpty: true }));
    assert.equal(failureOf(strict).code, 'SQL_EMPTY');
  });

  test('a SQL sensor tells what is wrong with the statement or the connection, without its password', async () => {
    assert.match(failureOf(await bench.run(sql('warehouse', 'selec 1'))).message, /syntax error at or near "selec"/);
    assert.match(failureOf(await bench.run(sql('other', 'select 1'))).message, /its type is mysql/);
    assert.match(failureOf(await bench.run(sql('missing', 'select 1'))).message, /AIRFLOW_CONN_MISSING|no connection/);
  });
});
