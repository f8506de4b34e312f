/** `aquilon variables`, `connections` and `rotate-fernet-key`. */
import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { removeServerFile, writeServerFile } from '#composition/server-file.ts';
import { fernetKey, newFernetKey } from '#secrets/fernet.ts';
import { type CommandPlace, createCommandPlace } from '#test/support/command-place.ts';

const KEY = newFernetKey();
const CANARY = 'canary-of-a-command';

let place: CommandPlace;
before(async () => {
  place = await createCommandPlace({
    AIRFLOW__CORE__FERNET_KEY: KEY,
    _AIRFLOW_WWW_USER_PASSWORD: 'commands password',
  });
});
after(() => place.clear());

const aquilon = (words: readonly string[], env?: Record<string, string>) => place.aquilon(words, env);
const done = (...words: string[]) => place.done(...words);

const rows = async (table: string, key: string) => {
  const { rows } = await place.database.pool.query(`select * from ${table} order by ${key}`);
  return rows as Record<string, unknown>[];
};

test('variables are set, printed, listed without their values, and deleted', async () => {
  assert.equal(
    await done('variables', 'set', 'api_key', CANARY, '--description', 'of the shop'),
    'Variable api_key created\n',
  );
  await done('variables', 'set', 'settings', '{"depth":  [1]}');
  assert.equal(await done('variables', 'get', 'api_key'), `${CANARY}\n`);
  assert.equal(await done('variables', 'get', 'settings', '--json'), '{"depth": [1]}\n');
  assert.equal(await done('variables', 'get', 'nobody', '-d', 'else'), 'else\n');
  assert.deepEqual(JSON.parse(await done('variables', 'list', '-o', 'json')), [
    { key: 'api_key' },
    { key: 'settings' },
  ]);
  assert.match(await done('variables', 'list', '--show-values'), new RegExp(CANARY));
  assert.doesNotMatch(await done('variables', 'list', '--show-values', '--hide-sensitive'), new RegExp(CANARY));
  assert.equal(await done('variables', 'delete', 'settings'), 'Variable settings deleted\n');
  const gone = await aquilon(['variables', 'get', 'settings']);
  assert.equal(gone.code, 1);
  assert.match(gone.err, /no variable settings.*\n.*aquilon variables set settings/);
});

test('what cannot be read is listed as null, and why is told; the others are shown', async () => {
  const lost = newFernetKey();
  const other = (...words: string[]) => aquilon(words, { AIRFLOW__CORE__FERNET_KEY: lost });
  assert.equal((await other('variables', 'set', 'aged', CANARY)).code, 0);
  assert.equal((await other('connections', 'add', 'aged', '--conn-uri', `http://me:${CANARY}@h?a=b`)).code, 0);
  const variables = await aquilon(['variables', 'list', '--show-values', '-o', 'json']);
  assert.equal(variables.code, 0, variables.err);
  assert.deepEqual(JSON.parse(variables.out), [
    { key: 'aged', val: null },
    { key: 'api_key', val: CANARY },
  ]);
  assert.match(
    variables.err,
    new RegExp(`^The variable aged cannot be read.*: its Fernet key ${fernetKey(lost).id} is not`),
  );
  const connections = await aquilon(['connections', 'list', '--show-values', '--conn-id', 'aged', '-o', 'json']);
  assert.equal(connections.code, 0, connections.err);
  const [shown] = JSON.parse(connections.out);
  assert.deepEqual([shown.login, shown.password], ['me', null]);
  assert.match(connections.err, new RegExp(`The password of the connection aged .* ${fernetKey(lost).id} is not`));
  await done('variables', 'delete', 'aged');
  await done('connections', 'delete', 'aged');
});

test('an export of variables, imported again, brings the same values and descriptions back', async () => {
  const values = {
    ' text ': 'a\nb',
    number: '12345678901234567890',
    json: '{"a":{"value":1}}',
    list: '[1, 2]',
    quoted: '"x"',
    whole: '{"value":1}',
  };
  for (const [key, value] of Object.entries(values)) await done('variables', 'set', key, value);
  const file = join(place.folder, 'variables.json');
  assert.match(await done('variables', 'export', file), /^7 Variables successfully exported/);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  await place.database.pool.query('delete from variable');
  assert.match(await done('variables', 'import', file), /^7 of 7 variables/);
  for (const [key, value] of Object.entries(values))
    assert.equal((await done('variables', 'get', key)).replaceAll(': ', ':'), `${value}\n`, key);
  assert.deepEqual(JSON.parse(await done('variables', 'export', '-')), JSON.parse(await readFile(file, 'utf8')));
  await writeFile(file, '{"api_key": "other", "new": {"value": [1], "description": "d"}}');
  assert.match((await aquilon(['variables', 'import', file, '-a', 'fail'])).err, /already is a variable api_key/);
  assert.match(await done('variables', 'import', file, '--action-on-existing-key', 'skip'), /1 of 2 .*\n.*api_key/);
  assert.equal(await done('variables', 'get', 'api_key'), `${CANARY}\n`);
  assert.equal(await done('variables', 'get', 'new'), '[1]\n');
});

test('connections are added by address, JSON or options, shown in the clear by get, and deleted', async () => {
  const added = await done(
    'connections',
    'add',
    'by_uri',
    '--conn-uri',
    `postgresql://me:${CANARY}@h:5432/shop?sslmode=require`,
  );
  assert.match(added, /Successfully added `conn_id`=by_uri/);
  assert.doesNotMatch(added, new RegExp(CANARY));
  await done(
    'connections',
    'add',
    'by_json',
    '--conn-json',
    JSON.stringify({ conn_type: 'http', password: CANARY, extra: { token: CANARY } }),
  );
  await done(
    ...['connections', 'add', 'by_options', '--conn-type', 'aws', '--conn-login', 'me', '--conn-password', CANARY],
    ...['--conn-port', '1', '--conn-extra', '{"a": 1}', '--conn-description', 'lake'],
  );
  const [shown] = JSON.parse(await done('connections', 'get', 'by_uri', '-o', 'json'));
  assert.deepEqual(shown, {
    conn_id: 'by_uri',
    conn_type: 'postgres',
    description: null,
    host: 'h',
    schema: 'shop',
    login: 'me',
    password: CANARY,
    port: 5432,
    extra_dejson: { sslmode: 'require' },
    get_uri: `postgres://me:${CANARY}@h:5432/shop?sslmode=require`,
  });
  for (const more of [[], ['--show-values', '--hide-sensitive']])
    assert.doesNotMatch(await done('connections', 'list', ...more), new RegExp(CANARY));
  assert.deepEqual(JSON.parse(await done('connections', 'list', '--conn-id', 'by_json', '-o', 'json')), [
    { conn_id: 'by_json', conn_type: 'http' },
  ]);
  await done('connections', 'create-default-connections');
  await done('connections', 'delete', 'aws_default');
  assert.equal((await aquilon(['connections', 'delete', 'aws_default'])).code, 1);
});

for (const form of ['json', 'yaml', 'env']) {
  test(`an export of connections as ${form}, imported again, brings the same ones back`, async () => {
    const file = join(place.folder, `connections.${form}`);
    const plain = async () => JSON.parse(await done('connections', 'export', '-'));
    if (form === 'env') await place.database.pool.query('update connection set description = null');
    const before = await plain();
    await done('connections', 'export', file);
    await place.database.pool.query('delete from connection');
    assert.match(await done('connections', 'import', file), /Imported connection by_json/);
    const normal = (all: Record<string, { extra: string | null }>) =>
      Object.entries(all).map(([id, one]) => [id, { ...one, extra: JSON.parse(one.extra ?? 'null') }]);
    assert.deepEqual(normal(await plain()), normal(before));
    assert.match(
      await done('connections', 'import', file),
      /Could not import connection by_json: connection already exists/,
    );
    assert.match(await done('connections', 'import', file, '--overwrite'), /Imported connection by_json/);
  });
}

test('what is written wrongly ends with 2, what is refused with 1, and neither tells a secret', async () => {
  const wrong: readonly [string[], number, RegExp][] = [
    [['connections', 'add', 'x', '--conn-uri', `http://a:${CANARY}@h`, '--conn-host', 'h'], 2, /cannot be used with/],
    [['connections', 'add', 'x', '--conn-type', 'http', '--conn-port', 'many'], 2, /no whole number/],
    [['connections', 'add', 'x', '--conn-host', 'h', '--conn-password', CANARY], 1, /has no conn_type/],
    [['connections', 'add', 'bad id', '--conn-type', 'http'], 1, /an id has up to 200 letters/],
    [['connections', 'add', 'by_json', '--conn-type', 'http'], 1, /already is a connection by_json/],
    [['connections', 'add', 'x', '--conn-json', `{"password": "${CANARY}`], 1, /it is no JSON/],
    [['connections', 'export', join(place.folder, 'x.txt')], 1, /ends with none of/],
    [['connections', 'import', join(place.folder, 'gone.json')], 1, /cannot be read \(ENOENT\)/],
    [['variables', 'list', '--hide-sensitive'], 1, /only be used with --show-values/],
    [['variables', 'set', 'k'.repeat(251), CANARY], 1, /more than 250 characters/],
  ];
  for (const [words, code, message] of wrong) {
    const said = await aquilon(words);
    assert.equal(said.code, code, words.join(' '));
    assert.match(said.err, message);
    assert.doesNotMatch(said.err, new RegExp(CANARY));
  }
});

test('rotate-fernet-key lets an old key go; without it nothing is changed, and the message names it', async () => {
  const fresh = newFernetKey();
  const before = [await rows('variable', 'key'), await rows('connection', 'conn_id')];
  const refused = await aquilon(['rotate-fernet-key'], { AIRFLOW__CORE__FERNET_KEY: fresh });
  assert.equal(refused.code, 1);
  assert.match(refused.err, new RegExp(`its Fernet key ${fernetKey(KEY).id} is not among .*${fernetKey(fresh).id}`));
  assert.deepEqual([await rows('variable', 'key'), await rows('connection', 'conn_id')], before);
  const { code, out } = await aquilon(['rotate-fernet-key'], { AIRFLOW__CORE__FERNET_KEY: `${fresh},${KEY}` });
  assert.equal(code, 0);
  assert.match(out, new RegExp(`8 variable\\(s\\) and \\d connection\\(s\\) .* ${fernetKey(fresh).id}`));
  const value = await aquilon(['variables', 'get', 'api_key'], { AIRFLOW__CORE__FERNET_KEY: fresh });
  assert.equal(value.out, `${CANARY}\n`);
});

test('what a command changes is in the audit log, with who asked and nothing secret; what it refuses is not', async () => {
  await place.database.pool.query('delete from event_log; delete from variable; delete from connection');
  await done('variables', 'set', 'audited', CANARY);
  assert.equal((await aquilon(['variables', 'delete', 'nobody'])).code, 1);
  await done('connections', 'add', 'audited', '--conn-type', 'http', '--conn-password', CANARY);
  await done('connections', 'delete', 'audited');
  await done('rotate-fernet-key');
  await done('users', 'create', '-u', 'ada', '-r', 'Op', '-p', CANARY);
  await done('users', 'delete', '-u', 'ada');
  const log = await rows('event_log', 'id');
  assert.deepEqual(
    log.map((row) => [row.event, JSON.parse(String(row.extra)).full_command]),
    [
      ['cli_variables_set', 'aquilon variables set audited ***'],
      ['cli_connections_add', 'aquilon connections add audited'],
      ['cli_connections_delete', 'aquilon connections delete audited'],
      ['cli_rotate_fernet_key', 'aquilon rotate-fernet-key'],
      ['cli_users_create', 'aquilon users create -u ada -r Op'],
      ['cli_users_delete', 'aquilon users delete -u ada'],
    ],
  );
  assert.ok(log.every((row) => row.owner !== ''));
  assert.doesNotMatch(JSON.stringify(log), new RegExp(CANARY));
});

test('beside a server that encrypts with another key, secrets are neither read nor changed, and no key is made', async () => {
  const { home } = place;
  const idOf = (key: string) => fernetKey(key).id;
  const server = { pid: process.pid, url: 'http://localhost:1', token: 'none' };
  await done('variables', 'set', 'beside', CANARY);
  const commands = [
    ['variables', 'set', 'beside', 'other'],
    ['variables', 'get', 'beside'],
    ['variables', 'delete', 'beside'],
    ['connections', 'add', 'beside', '--conn-uri', 'http://h'],
    ['connections', 'list'],
    ['rotate-fernet-key'],
  ];
  const other = newFernetKey();
  writeServerFile(home, { ...server, keyId: idOf(other) });
  try {
    for (const words of commands) {
      const { code, err } = await aquilon(words);
      assert.equal(code, 1, words.join(' '));
      assert.ok(err.includes(`the Fernet key ${idOf(other)}, and this command has the key ${idOf(KEY)}`), err);
    }
    const keyless = await aquilon(['variables', 'set', 'beside', 'other'], { AIRFLOW__CORE__FERNET_KEY: '' });
    assert.match(keyless.err, /and this command has none/);
    await assert.rejects(stat(join(home, 'fernet_key')));
    writeServerFile(home, { ...server, keyId: idOf(KEY) });
    const rotated = await aquilon(['variables', 'get', 'beside'], { AIRFLOW__CORE__FERNET_KEY: `${KEY},${other}` });
    assert.equal(rotated.out, `${CANARY}\n`);
  } finally {
    removeServerFile(home);
  }
});
