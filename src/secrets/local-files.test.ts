import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseConnection } from '#config/connection.ts';
import { createLocalFiles } from './local-files.ts';

const CANARY = 'canary-of-a-file';

describe('files of variables and connections', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aquilon-files-'));
  });
  after(() => rm(folder, { recursive: true }));

  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const files = (variables: string | null, connections: string | null = null) =>
    createLocalFiles({ variablesFilePath: variables, connectionsFilePath: connections });

  const VARIABLES: Readonly<Record<string, string>> = {
    'variables.json': '{"place": "Paris", "settings": {"depth": [1]}, "list": ["only"], "number": 3}',
    'variables.yaml': 'place: Paris\nsettings:\n  depth: [1]\nlist: [only]\nnumber: 3\n',
    'variables.env': '# of the shop\n\nplace=Paris\nsettings = {"depth": [1]}\nlist=only\nnumber=3\n',
  };
  for (const [name, text] of Object.entries(VARIABLES)) {
    test(`${name}: texts as they are, everything else as JSON`, async () => {
      const { getVariable } = files(await write(name, text));
      assert.equal(await getVariable('place'), 'Paris');
      assert.deepEqual(JSON.parse((await getVariable('settings')) ?? ''), { depth: [1] });
      assert.equal(await getVariable('list'), 'only');
      assert.equal(await getVariable('number'), '3');
      assert.equal(await getVariable('nobody'), null);
      assert.equal(await getVariable('constructor'), null);
    });
  }

  const CONNECTIONS: Readonly<Record<string, string>> = {
    'connections.json':
      '{"uri": "http://me:pw@h:1/s", "fields": {"conn_type": "http", "host": "h", "extra_dejson": {"a": 1}}}',
    'connections.yml': 'uri: http://me:pw@h:1/s\nfields:\n  conn_type: http\n  host: h\n  extra_dejson:\n    a: 1\n',
    'connections.env': 'uri=http://me:pw@h:1/s\nfields={"conn_type": "http", "host": "h", "extra": {"a": 1}}\n',
  };
  for (const [name, text] of Object.entries(CONNECTIONS)) {
    test(`${name}: addresses and objects of fields`, async () => {
      const { getConnection } = files(null, await write(name, text));
      const uri = parseConnection('uri', (await getConnection('uri')) ?? '');
      assert.deepEqual([uri.login, uri.password, uri.host, uri.port, uri.schema], ['me', 'pw', 'h', 1, 's']);
      const fields = parseConnection('fields', (await getConnection('fields')) ?? '');
      assert.deepEqual([fields.connType, fields.host, fields.extra], ['http', 'h', '{"a":1}']);
      assert.equal(await getConnection('nobody'), null);
    });
  }

  test('a change of a file holds at once; without a file there is nothing', async () => {
    const { getVariable } = files(await write('changing.json', '{"a": "1"}'));
    assert.equal(await getVariable('a'), '1');
    await write('changing.json', '{"a": "2"}');
    assert.equal(await getVariable('a'), '2');
    assert.equal(await files(null).getVariable('a'), null);
  });

  const WRONG: readonly [string, string, RegExp][] = [
    ['wrong.json', `{"a": "${CANARY}`, /it is no json/],
    ['list.json', `["${CANARY}"]`, /holds no names with values/],
    ['twice.json', `{"a": ["${CANARY}", "2"]}`, /a has 2 values instead of one/],
    ['wrong.yaml', `a: [${CANARY}`, /it is no yaml/],
    [
      'bomb.yaml',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((one, at) => `${one}: &${one} [${`*${'abcdefghi'[at]},`.repeat(9)}]`).join('\n')}`,
      /it is no yaml/,
    ],
    ['wrong.env', `a=1\n${CANARY}`, /line 2 is not of the form/],
    ['twice.env', `a=1\na=${CANARY}`, /a stands in it twice/],
    ['file.txt', CANARY, /none of \.json/],
  ];
  test('a file that is not there is told in one sentence', async () => {
    await assert.rejects(files('/nowhere/variables.json').getVariable('a'), (error: Error) =>
      /cannot be read \(ENOENT\)\.$/.test(error.message),
    );
  });

  for (const [name, text, words] of WRONG) {
    test(`${name} is refused, and the error tells nothing of what is in it`, async () => {
      await assert.rejects(
        files(await write(name, text)).getVariable('a'),
        (error: Error & { code: string }) =>
          error.code === 'SECRETS_BACKEND_FAILED' && words.test(error.message) && !error.message.includes(CANARY),
      );
    });
  }

  test('a file that is not there is an error, and no missing value', async () => {
    await assert.rejects(files(join(folder, 'gone.json')).getVariable('a'), /it cannot be read \(ENOENT\)/);
  });
});
