import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { inTransaction } from './in-transaction.ts';

describe('a transaction', () => {
  let own: TestDatabase;
  before(async () => {
    own = await createTestDatabase();
    await own.database.pool.query('create table counter (name text primary key, n integer not null)');
    await own.database.pool.query(`insert into counter values ('a', 0), ('b', 0)`);
  });
  after(() => own.drop());

  const add = 'update counter set n = n + 1 where name = $1';
  const counts = async () =>
    (await own.database.pool.query('select n from counter order by name')).rows.map(({ n }) => n);

  it('is taken back as a whole where its work fails', async () => {
    const failing = inTransaction(own.database.pool, async (sql) => {
      await sql.query(add, ['a']);
      throw new Error('no');
    });
    await assert.rejects(failing, /^Error: no$/);
    assert.deepEqual(await counts(), [0, 0]);
  });

  it('that met another which held what it needed is made again, and both happen', async () => {
    const held = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
    let calls = 0;
    const both = (first: 'a' | 'b', second: 'a' | 'b') =>
      inTransaction(own.database.pool, async (sql) => {
        calls += 1;
        await sql.query(add, [first]);
        held[first].resolve();
        await held[second].promise;
        await sql.query(add, [second]);
      });
    await Promise.all([both('a', 'b'), both('b', 'a')]);
    assert.deepEqual(await counts(), [2, 2]);
    assert.ok(calls > 2);
  });
});
