/** `aquilon db check`, `check-migrations`, `migrate`, `shell` and their like. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { knownMigrations } from '#db/migrate.ts';
import { runAquilon } from '#test/e2e/run-aquilon.ts';
import { runCommandLine } from '#test/support/command-line.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';

const NEWEST = knownMigrations().at(-1)?.revision;

describe('commands of the database', () => {
  let own: TestDatabase;
  let home: string;
  before(async () => {
    own = await createTestDatabase({ empty: true });
    home = await mkdtemp(join(tmpdir(), 'aquilon-db-'));
  });
  after(async () => {
    await own.drop();
    await rm(home, { recursive: true });
  });

  const env = (url = own.url) => ({ AQUILON_HOME: home, AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: url });
  const aquilon = (words: readonly string[], url?: string) => runCommandLine(words, env(url));

  test('an old schema is told by the exit code, and brought to the newest', async () => {
    assert.deepEqual(await aquilon(['db', 'check']), {
      code: 1,
      out: `The database answers. Schema 0 of ${NEWEST}.\n`,
      err: '',
    });
    assert.equal((await aquilon(['db', 'check-migrations', '-t', '0'])).code, 1);
    const { out } = await aquilon(['db', 'migrate', '--show-sql-only']);
    assert.match(out, /^-- 1 initial\n.*create table dag_run/s);
    assert.equal((await aquilon(['db', 'check'])).code, 1);
    const waiting = aquilon(['db', 'check-migrations', '-t', '60']);
    const { code } = await runAquilon(['db', 'migrate'], env());
    assert.equal(code, 0);
    assert.deepEqual(await waiting, {
      code: 0,
      out: `The database answers. Schema ${NEWEST} of ${NEWEST}.\n`,
      err: '',
    });
    assert.equal((await aquilon(['db', 'migrate'])).out, 'The database is up to date.\n');
    assert.equal((await aquilon(['db', 'migrate', '-s'])).out, '-- The database is up to date.\n');
  });

  test('older names of guides do the same, and name the new one', async () => {
    for (const name of ['init', 'upgrade']) {
      const { code, out, err } = await aquilon(['db', name]);
      assert.deepEqual([code, out], [0, 'The database is up to date.\n']);
      assert.match(err, new RegExp(`^aquilon db ${name} is an older name: use aquilon db migrate\\.`));
    }
  });

  test('a database that does not answer is asked as often as is said', async () => {
    const away = own.url.replace(/test_\w+/, 'not_there');
    const { code, err } = await aquilon(['db', 'check', '--retry', '1', '--retry-delay', '1'], away);
    assert.equal(code, 1);
    assert.match(err, /not_there/);
  });

  test('a schema is not taken back', async () => {
    const { code, err } = await aquilon(['db', 'downgrade', '-n', '2.10.0', '-y']);
    assert.equal(code, 1);
    assert.match(err, /never taken back.*\n.*backup/);
  });

  test('the database answers SQL of the command line, and of a program where psql is not installed', async () => {
    const asked = await aquilon(['db', 'shell', '-c', 'select pool, slots from slot_pool', '-o', 'json']);
    assert.deepEqual(JSON.parse(asked.out), [{ pool: 'default_pool', slots: 128 }]);
    const changed = await aquilon(['db', 'shell', '-c', 'update slot_pool set slots = 4 where slots = 128']);
    assert.equal(changed.err, 'UPDATE: 1 row\n');
    const piped = await runAquilon(
      ['db', 'shell', '-o', 'plain'],
      { ...env(), PATH: home },
      'select slots\nfrom slot_pool;\nselect 1 as one',
    );
    assert.equal(piped.err, '');
    assert.equal(piped.out, 'slots\n4\none\n1\n');
    const wrong = await runAquilon(['db', 'shell'], { ...env(), PATH: home }, 'select nothing;\nselect 1;');
    assert.deepEqual([wrong.code, wrong.out], [1, '']);
  });
});
