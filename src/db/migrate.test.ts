import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { hasCode } from '#errors/aquilon-error.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { currentRevision, knownMigrations, migrate } from './migrate.ts';

let empty: TestDatabase;
before(async () => {
  empty = await createTestDatabase({ empty: true });
});
after(() => empty.drop());

async function withClient<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: empty.url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

test('an empty database is brought to the newest revision, once, by two processes that start together', async () => {
  const applied = await Promise.all([withClient(migrate), withClient(migrate)]);
  assert.deepEqual(
    applied.map((names) => names.length).sort((a, b) => a - b),
    [0, knownMigrations().length],
  );
  assert.equal(await withClient(currentRevision), knownMigrations().at(-1)?.revision);
});

test('two migrations of one number are refused by their names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aquilon-migrations-'));
  try {
    for (const name of ['0001_initial', '0002_pools', '0002_assets']) writeFileSync(join(folder, `${name}.sql`), '');
    assert.throws(() => knownMigrations(folder), /number 0002: 0002_assets\.sql, 0002_pools\.sql/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a database that a newer Aquilon has migrated is refused with both revisions named', async () => {
  await withClient((client) => client.query(`insert into aquilon_migration (revision, name) values (9999, 'future')`));
  await assert.rejects(withClient(migrate), (error: Error) => {
    assert.ok(hasCode(error, 'SCHEMA_NEWER'));
    assert.match(error.message, /9999/);
    assert.match(error.message, new RegExp(String(knownMigrations().at(-1)?.revision)));
    return true;
  });
});
