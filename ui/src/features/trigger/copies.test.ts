import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { asCommand, asCurl, asTypeScript, bodyOf, type WantedRun } from './copies.ts';

const HOST = 'http://host:8080';
const plain: WantedRun = { dagId: 'daily', runId: '', logicalDate: null, conf: {}, note: '' };

/** Values that a shell or a program would take for something else. */
const ODD = [
  `it's "quoted"`,
  'a $HOME `whoami` $(id) \\ !! ~',
  "'; rm -rf / #",
  'two\nlines\tand a tab',
  '-x --help',
  '@file &amp; %20 <>|*?[a]{b,c}',
  "''",
  'zoé 日本 🚀 \u2028',
  `$${'{token}'}`,
];
const odd = (value: string): WantedRun => ({
  dagId: value,
  runId: value,
  logicalDate: '2026-01-01T00:00:00.000Z',
  conf: { [value]: [value] },
  note: value,
});

/** The words that a shell hands to the command. */
function wordsOf(command: string, name: string): string[] {
  const script = `${name}() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: { AQUILON_TOKEN: 'secret' } })
    .split('\0')
    .slice(0, -1);
}

test('a shell hands each value to curl as it is, and the token from its variable', () => {
  for (const value of ODD) {
    const run = odd(value);
    assert.ok(!asCurl(HOST, run).includes('secret'));
    assert.deepEqual(wordsOf(asCurl(HOST, run), 'curl'), [
      '--fail-with-body',
      '-X',
      'POST',
      `${HOST}/api/v2/dags/${encodeURIComponent(value)}/dagRuns`,
      '-H',
      'Authorization: Bearer secret',
      '-H',
      'Content-Type: application/json',
      '-d',
      JSON.stringify(bodyOf(run)),
    ]);
  }
});

test('a shell hands each value to the command line as it is', () => {
  for (const value of ODD)
    assert.deepEqual(wordsOf(asCommand(odd(value)), 'aquilon'), [
      'dags',
      'trigger',
      `--run-id=${value}`,
      '--logical-date=2026-01-01T00:00:00.000Z',
      `--conf=${JSON.stringify({ [value]: [value] })}`,
      '--',
      value,
    ]);
});

test('the program sends each value as it is', async () => {
  for (const value of ODD) {
    const sent: { address: string; init: { method: string; headers: Record<string, string>; body: string } }[] = [];
    const fetch = async (address: string, init: (typeof sent)[number]['init']) => {
      sent.push({ address, init });
      return { ok: true };
    };
    const program = new Function('fetch', 'process', `return (async () => { ${asTypeScript(HOST, odd(value))} })()`);
    await program(fetch, { env: { AQUILON_TOKEN: 'secret' } });
    const [only] = sent;
    assert.equal(only?.address, `${HOST}/api/v2/dags/${encodeURIComponent(value)}/dagRuns`);
    assert.equal(only?.init.headers.authorization, 'Bearer secret');
    assert.deepEqual(JSON.parse(only?.init.body ?? ''), bodyOf(odd(value)));
  }
});

test('what is not given is left out', () => {
  assert.equal(asCommand(plain), "aquilon dags trigger -- 'daily'");
  assert.deepEqual(bodyOf(plain), { logical_date: null, conf: {} });
  assert.deepEqual(bodyOf({ ...plain, note: 'why' }), { logical_date: null, conf: {}, note: 'why' });
});
