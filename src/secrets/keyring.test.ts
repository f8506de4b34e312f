import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { inTransaction } from '#db/in-transaction.ts';
import { createLogger } from '#support/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { fernetKey, newFernetKey } from './fernet.ts';
import type { Keyring } from './keyring.ts';
import { rotateKeys } from './rotate.ts';
import { openSecrets, type Secrets } from './secrets.ts';

const SECRET = 'canary-of-the-database';

describe('keys of variables and connections', () => {
  let own: TestDatabase;
  let home: string;
  let log: string[];
  before(async () => {
    own = await createTestDatabase();
  });
  after(() => own.drop());
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'aquilon-keys-'));
    log = [];
    await own.database.pool.query('delete from variable; delete from connection');
  });
  afterEach(() => rm(home, { recursive: true }));

  const open = (keys?: string): Promise<Secrets> => {
    const config = loadConfig({
      AQUILON_HOME: home,
      ...(keys === undefined ? {} : { AIRFLOW__CORE__FERNET_KEY: keys }),
    });
    return openSecrets(
      config,
      own.database,
      createLogger({ level: 'error', format: 'text', write: (line) => log.push(line) }),
    );
  };
  const rotate = (keyring: Keyring) => inTransaction(own.database.pool, (sql) => rotateKeys(sql, keyring));
  const stored = async () => {
    const { rows } = await own.database.pool.query(
      `select 'v' as kind, val as text, key_id from variable union all select 'p', password, key_id from connection
       union all select 'e', extra, extra_key_id from connection order by kind`,
    );
    return rows as { kind: string; text: string; key_id: string | null }[];
  };
  const fill = async ({ variables, connections }: Secrets) => {
    await variables.create({ key: 'a', value: SECRET, description: 'first' });
    const fields = { connType: 'http', description: null, host: 'h', schema: null, login: 'me', port: 1 };
    await connections.create('c', { ...fields, password: SECRET, extra: `{"token": "${SECRET}"}` });
  };

  test('a key is made at the first start, readable by its owner alone, and is the same at the next one', async () => {
    await fill(await open());
    const path = join(home, 'fernet_key');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    fernetKey((await readFile(path, 'utf8')).trim());
    assert.equal(await (await open()).getVariable('a'), SECRET);
  });

  test('nothing in the tables is readable without the key', async () => {
    await fill(await open());
    const texts = (await stored()).map(({ text }) => text);
    assert.equal(texts.length, 3);
    for (const text of texts) assert.match(text, /^gAAAA[\w-]+=*$/);
  });

  test('with another key nothing is read, nothing is overwritten, and the message names the key that is missing', async () => {
    const [right, wrong] = [newFernetKey(), newFernetKey()];
    await fill(await open(right));
    const before = await stored();
    const secrets = await open(wrong);
    const missing = fernetKey(right).id;
    const names = (thing: string) => (error: Error & { code: string }) => {
      assert.equal(error.code, 'FERNET_KEY_MISSING');
      assert.ok(error.message.startsWith(thing), error.message);
      assert.ok(error.message.includes(`Fernet key ${missing} is not among`), error.message);
      assert.ok(error.message.includes(fernetKey(wrong).id), error.message);
      return true;
    };
    await assert.rejects(secrets.getVariable('a'), names('The variable a'));
    await assert.rejects(secrets.getConnection('c'), names('The password of the connection c'));
    await assert.rejects(secrets.variables.change('a', { value: 'x' }), names('The variable a'));
    await assert.rejects(secrets.variables.set('a', { value: 'x' }), names('The variable a'));
    await assert.rejects(secrets.connections.change('c', { password: 'x' }), names('The password'));
    await assert.rejects(secrets.connections.change('c', { extra: '{}' }), names('The extra of the connection c'));
    await assert.rejects(rotate(secrets.keyring), names('The variable a'));
    assert.deepEqual(await stored(), before);
    assert.equal(log.length, 1);
    assert.match(
      log[0] ?? '',
      new RegExp(`ERROR .*3 values .*: the Fernet key ${missing} is needed, and only ${fernetKey(wrong).id} is there$`),
    );
    assert.equal(await (await open(right)).getVariable('a'), SECRET);
  });

  test('without its file no new key is made while values are encrypted with the lost one', async () => {
    const secrets = await open();
    await fill(secrets);
    await rm(join(home, 'fernet_key'));
    await assert.rejects(
      open(),
      (error: Error & { code: string }) =>
        error.code === 'FERNET_KEY_MISSING' && error.message.includes(secrets.keyring.ids[0]),
    );
    await assert.rejects(stat(join(home, 'fernet_key')));
  });

  test('several keys: the first encrypts, all decrypt, and rotation lets the old one go', async () => {
    const [old, fresh] = [newFernetKey(), newFernetKey()];
    await fill(await open(old));
    await own.database.pool.query(`insert into variable (key, val) values ('plain', 'from elsewhere')`);
    const both = await open(`${fresh}, ${old}`);
    assert.equal(await both.getVariable('a'), SECRET);
    assert.deepEqual(await rotate(both.keyring), { variables: 2, connections: 1 });
    const alone = await open(fresh);
    assert.equal(await alone.getVariable('a'), SECRET);
    assert.equal(await alone.getVariable('plain'), 'from elsewhere');
    const connection = await alone.getConnection('c');
    assert.deepEqual([connection?.password, connection?.extra], [SECRET, `{"token": "${SECRET}"}`]);
    assert.deepEqual(new Set((await stored()).map((row) => row.key_id)), new Set([fernetKey(fresh).id]));
    assert.equal((await alone.variables.find('a'))?.description, 'first');
    assert.deepEqual(log, []);
  });

  test('rows of an Airflow database are read with its key, which no row names', async () => {
    const key = newFernetKey();
    await own.database.pool.query(`insert into variable (key, val, is_encrypted) values ('theirs', $1, true)`, [
      fernetKey(key).encrypt('of Airflow'),
    ]);
    assert.equal(await (await open(key)).getVariable('theirs'), 'of Airflow');
    await assert.rejects((await open(newFernetKey())).getVariable('theirs'), /which one made it is not known/);
  });

  test('a token that was damaged is told apart from a missing key', async () => {
    const secrets = await open();
    await fill(secrets);
    await own.database.pool.query(`update variable set val = 'gAAAA'`);
    await assert.rejects(secrets.getVariable('a'), /has been damaged since/);
  });
});
