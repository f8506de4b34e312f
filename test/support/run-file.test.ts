/** The runner of the tests, tried on files that are wrong in one way each. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { processFacts } from '#support/processes.ts';
import { endSurvivors } from './leak-guard.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon runner '));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  passed: number;
  failures: { name: string; error: string }[];
  skips: string[];
}

/** In a process of its own, because a test runner refuses to run within a test. */
async function outcomeOf(body: string): Promise<Outcome> {
  const file = join(folder, 'one.test.ts');
  await writeFile(file, `import { describe, test } from 'node:test';\n${body}`);
  const program = join(folder, 'run.ts');
  await writeFile(
    program,
    `import { runTestFile } from ${JSON.stringify(join(import.meta.dirname, 'run-file.ts'))};
    const { passed, failures, skips } = await runTestFile(${JSON.stringify(file)}, new AbortController().signal, 3000);
    const told = failures.map(({ name, error }) => ({ name, error: String(error?.cause ?? error) }));
    console.log(JSON.stringify({ passed, failures: told, skips }));`,
  );
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  return JSON.parse(text);
}

test('passes, failures and skips are counted, each test once', async () => {
  const { passed, failures, skips } = await outcomeOf(`
    test('passes', () => {});
    test('is skipped', { skip: 'for a reason' }, () => {});
    describe('is skipped whole', { skip: 'for another' }, () => test('is not told of', () => {}));
    describe('a suite', () => {
      test('fails', () => { throw new Error('this'); });
      test('holds one that fails', async (t) => { await t.test('inner', () => { throw new Error('that'); }); });
    });`);
  assert.equal(passed, 1);
  assert.deepEqual(skips, ['for a reason', 'for another']);
  assert.deepEqual(failures, [
    { name: 'fails', error: 'Error: this' },
    { name: 'inner', error: 'Error: that' },
  ]);
});

test('a file that throws while it is loaded fails', async () => {
  const { passed, failures } = await outcomeOf(`throw new Error('at load');`);
  assert.deepEqual([passed, failures.length], [0, 1]);
});

test('a file without a test fails', async () => {
  const { passed, failures } = await outcomeOf('describe; test;');
  assert.deepEqual([passed, failures.map(({ error }) => error)], [0, ['The file holds no test.']]);
});

test('a file that ends its process before its tests have ended fails', async () => {
  const { failures } = await outcomeOf(`test('passes', () => {}); test('exits', () => process.exit(3));`);
  assert.ok(failures.length > 0);
});

test('a file that leaves a timer behind fails instead of hanging, and its passed tests count', async () => {
  const { passed, failures } = await outcomeOf(`test('passes', () => {}); setInterval(() => {}, 1000);`);
  assert.equal(passed, 1);
  assert.deepEqual(
    failures.map(({ error }) => error),
    ['Nothing happened for 3000 ms: it left something open.'],
  );
});

test('a process that a test left behind is told by its command line and ended', async () => {
  const mark = `AQUILON_RUNNER_TEST=${folder}`;
  const child = spawn('/bin/sleep', ['1000'], {
    env: { AQUILON_RUNNER_TEST: folder },
    detached: true,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await once(child, 'spawn');
  assert.deepEqual(await endSurvivors(mark), [`${child.pid}: /bin/sleep 1000`]);
  await ended;
  while (processFacts(child.pid ?? 0) !== undefined) await sleep(5);
  assert.deepEqual(await endSurvivors(mark), []);
});
