import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { openDatabase } from './database.ts';

describe('a database that is closed', () => {
  let own: TestDatabase;
  before(async () => {
    own = await createTestDatabase();
  });
  after(() => own.drop());

  test('keeps no connection, whichever way it was asked', async () => {
    for (const way of ['pool', 'builder', 'both', 'nothing']) {
      const database = openDatabase({ url: own.url });
      if (way === 'pool' || way === 'both') await database.pool.query('select 1');
      if (way === 'builder' || way === 'both') await sql`select 1`.execute(database.query);
      await database.close();
      assert.deepEqual([way, database.pool.ended, database.pool.totalCount], [way, true, 0]);
    }
  });
});
