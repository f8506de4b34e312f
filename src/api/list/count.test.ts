import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { countRows } from './count.ts';

const SECOND = 1000;
let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

/** Each test counts its own numbers. */
const rows = async (word: string, from: number, to: number) =>
  db.database.pool.query(
    'insert into variable (key, val) select $1 || n, $1 from generate_series($2::int, $3::int) n',
    [word, from, to],
  );
const count = (word: string, now: number) =>
  countRows(db.database.query, sql`variable`, sql`variable.val = ${word}`, now);

test('few rows are counted at each request', async () => {
  await rows('few', 1, 10_000);
  assert.equal(await count('few', 0), 10_000);
  await db.database.pool.query(`delete from variable where key = 'few7'`);
  assert.equal(await count('few', 1), 9_999);
});

test('many are counted whole, and their number is told again for a moment, then counted behind the answer', async () => {
  await rows('many', 1, 10_001);
  assert.equal(await count('many', 0), 10_001);
  await rows('many', 10_002, 10_020);
  assert.equal(await count('many', 5 * SECOND), 10_001);
  // Old: it is still told, and the next one is on its way.
  assert.equal(await count('many', 6 * SECOND), 10_001);
  const deadline = Date.now() + 20_000;
  while ((await count('many', 6 * SECOND)) !== 10_020) {
    assert.ok(Date.now() < deadline, 'it was never counted anew');
    await setTimeout(5);
  }
});

test('after a minute without a request the number is not told any more', async () => {
  await rows('late', 1, 10_001);
  assert.equal(await count('late', 0), 10_001);
  await rows('late', 10_002, 10_003);
  assert.equal(await count('late', 60 * SECOND), 10_003);
});

test('what has become few is counted again', async () => {
  await rows('less', 1, 10_001);
  assert.equal(await count('less', 0), 10_001);
  await db.database.pool.query(`delete from variable where val = 'less' and key <> 'less1'`);
  assert.equal(await count('less', 60 * SECOND), 1);
});

test('few that take long to find are kept for a moment as well, beside a large table', async () => {
  // Each row takes 30 ms.
  const slow = (now: number) =>
    countRows(
      db.database.query,
      sql`variable`,
      sql`case when variable.val = 'slow' then pg_sleep(0.03) is not null end`,
      now,
    );
  await rows('slow', 1, 2);
  assert.equal(await slow(100 * SECOND), 2);
  await rows('slow', 3, 3);
  assert.equal(await slow(100 * SECOND), 3);
  // As the database estimates a million rows; how large the tables are is looked up again after a minute.
  await db.database.pool.query(`update pg_class set reltuples = 1000000 where oid = 'task_instance'::regclass`);
  assert.equal(await slow(200 * SECOND), 3);
  await rows('slow', 4, 4);
  assert.equal(await slow(205 * SECOND), 3);
  assert.equal(await slow(260 * SECOND), 4);
});
