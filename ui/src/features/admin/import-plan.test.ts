import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionFile, isSameConnection, readConnections } from './connection-file.ts';
import { type Entry, type FileContent, type OnExisting, planImport, willWrite } from './import-plan.ts';
import { isSameVariable, readVariables, variableFile } from './variable-file.ts';

const entriesOf = <B>(content: FileContent<B>): readonly Entry<B>[] => {
  if ('problem' in content) throw new Error(JSON.stringify(content.problem));
  return content.entries;
};
const variable = (key: string, value: string, description: string | null = null) => ({
  key,
  value,
  description,
  is_encrypted: true,
  team_name: null,
});

const FILE = JSON.stringify({ limit: 7, team: { value: 'red', description: 'who' }, api_key: '***', new: 'x' });
const THERE = [variable('limit', '7'), variable('team', 'blue', 'who'), variable('api_key', '***')];

const stepsOf = (onExisting: OnExisting, there = THERE) => {
  const found = new Map(there.map((one) => [one.key, one]));
  const isSame = (entry: Entry<{ value: string; description?: string }>) => {
    const old = found.get(entry.name);
    return old !== undefined && isSameVariable(entry, old);
  };
  return Object.fromEntries(
    planImport(entriesOf(readVariables(FILE)), (name) => found.has(name), isSame, onExisting).map((one) => [
      one.name,
      one.step,
    ]),
  );
};

test('an import that overwrites changes what differs and makes what is new', () => {
  assert.deepEqual(stepsOf('overwrite'), { limit: 'same', team: 'change', api_key: 'same', new: 'create' });
});

test('an import that skips leaves what is there', () => {
  assert.deepEqual(stepsOf('skip'), { limit: 'skip', team: 'skip', api_key: 'skip', new: 'create' });
});

test('an import that must not meet anything names what it meets', () => {
  assert.deepEqual(stepsOf('fail'), { limit: 'taken', team: 'taken', api_key: 'taken', new: 'create' });
});

test('a mask is never written as a value of its own', () => {
  assert.equal(stepsOf('overwrite', []).api_key, 'masked');
  assert.equal(willWrite({ step: 'masked' }), false);
});

test('a file that is no object of entries says what is wrong with it', () => {
  assert.deepEqual(readVariables('[]'), { problem: { kind: 'shape' } });
  assert.ok('problem' in readVariables('{'));
  assert.deepEqual(readConnections('{"shop": "http://a"}'), { problem: { kind: 'entry', name: 'shop' } });
});

test('variables that are exported are read as the same variables', () => {
  const there = [
    variable('json', '{"a":1}'),
    variable('whole', '{"value":1}'),
    variable('text', 'as it is', 'why'),
    variable('number', '12345678901234567890'),
  ];
  const entries = entriesOf(readVariables(variableFile(there)));
  assert.deepEqual(
    entries.map(({ name, body }) => [name, body.value]),
    there.map(({ key, value }) => [key, value]),
  );
});

test('a connection keeps its fields through an export, and its extra may be an object', () => {
  const shop = {
    connection_id: 'shop',
    conn_type: 'http',
    description: null,
    host: 'shop.example',
    login: 'me',
    schema: 'https',
    port: 8443,
    password: '***',
    extra: '{"timeout": 5}',
    team_name: null,
  };
  const [entry] = entriesOf(readConnections(connectionFile([shop])));
  assert.ok(entry);
  assert.equal(isSameConnection(entry, shop), true);
  assert.equal(entry.isMasked, true);
  const [other] = entriesOf(
    readConnections('{"shop": {"conn_type": "http", "host": "other", "extra": {"timeout": 5}}}'),
  );
  assert.equal(other?.body.extra, '{"timeout":5}');
  assert.equal(other && isSameConnection(other, shop), false);
});
