import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import type { Work } from '#queue/executor.ts';
import { type Bench, eventually, failureOf, isRunning, openBench, processesOf } from '#test/support/task-runs.ts';
import { withoutPython } from '#test/support/without-python.ts';

/** A package of one module, as an index would give it: no index is asked. */
const WHEEL = 'tiny_thing-1.0-py3-none-any.whl';
const MAKE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("tiny_thing.py", "SIZE = 42")
    info = "tiny_thing-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny-thing\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "tiny_thing.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
`;

describe('virtual environments', { skip: withoutPython }, () => {
  let bench: Bench;
  let wheel: string;
  /** Gives the wheel when it is told to, so that a build lasts as long as a test wants. */
  let slow: Server;
  let asking: ServerResponse[] = [];
  before(async () => {
    slow = createServer((_request, response) => asking.push(response));
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    bench = await openBench({ env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '10' } });
    wheel = join(bench.home, WHEEL);
    execFileSync('python3', ['-c', MAKE_WHEEL, wheel]);
  });
  after(async () => {
    await bench.close();
    slow.closeAllConnections();
    await new Promise((resolve) => slow.close(resolve));
    assert.deepEqual(processesOf(bench.home), []);
  });

  let count = 0;
  const python = (text: string, options: { [name: string]: Json }, more: string[] = []): Work => {
    const path = join(bench.home, 'dags', `script${count++}.py`);
    bench.files.set(path, text);
    return bench.operator(
      'python',
      { file: path, function: 'f', pipInstallOptions: ['--no-index'], ...options },
      { operator: '@task.virtualenv', scripts: [path, ...more] },
    );
  };
  const use =
    'import os, sys, tiny_thing\ndef f(): return [tiny_thing.SIZE, sys.prefix == os.environ["VIRTUAL_ENV"], os.environ["PATH"].split(":")[0] == sys.prefix + "/bin"]';
  const portOf = (server: Server): number => (server.address() as { port: number }).port;
  const wanted = (): string => `tiny_thing @ http://127.0.0.1:${portOf(slow)}/${WHEEL}`;
  const isBuilding = () => asking.length > 0;
  const giveTheWheel = () => {
    for (const response of asking) response.end(readFileSync(wheel));
    asking = [];
  };
  const built = { state: 'success', returnValue: { kind: 'json', value: [42, true, true] } };
  const events = (work: Work) => bench.log(work).map(({ event }) => event);
  const builds = (works: Work[]) =>
    works.flatMap(events).filter((event) => event.startsWith('Building a virtual environment'));
  const home = () => join(bench.home, 'cache', 'python');
  const folders = () => readdirSync(home(), { withFileTypes: true }).filter((entry) => entry.isDirectory());

  test('an environment is built once, for tasks in two processes at the same time, and used again', async () => {
    const works = [python(use, { requirements: wanted() }), python(use, { requirements: [wanted()] })];
    bench.executor.dispatch(works);
    const isWaiting = () => works.flatMap(events).some((event) => /waiting for it/.test(event));
    await eventually('one of them builds, the other waits', () => isBuilding() && isWaiting());
    giveTheWheel();
    assert.deepEqual(await Promise.all(works.map((work) => bench.outcome(work))), [built, built]);
    assert.notEqual((await bench.started(works[0] as Work)).pid, (await bench.started(works[1] as Work)).pid);
    assert.equal(builds(works).length, 1);
    const file = join(bench.home, 'dags', 'requirements.txt');
    bench.files.set(file, `# of the guide\n\n${wanted()}   # the same\n`);
    const again = python(use, { requirements: 'requirements.txt' }, [file]);
    assert.deepEqual([await bench.run(again), builds([again]).length, folders().length], [built, 0, 1]);
  });

  test('an environment that somebody removed is built again', async () => {
    const options = { requirements: [], pipInstallOptions: null };
    const text = 'def f(): return 1';
    assert.equal((await bench.run(python(text, options))).state, 'success');
    for (const { name } of folders()) rmSync(join(home(), name), { recursive: true });
    const again = python(text, options);
    assert.deepEqual([(await bench.run(again)).state, builds([again]).length], ['success', 1]);
  });

  test('an environment that was not used for 30 days is removed by the next task, whose own is kept however old', async () => {
    // Each task has a process of its own: one looks once a day.
    const own = await openBench({ env: { AQUILON__WORKERS__RECYCLE_AFTER: '1' } });
    try {
      const path = join(own.home, 'dags', 'script.py');
      own.files.set(path, 'def f(): return 1');
      const run = async (systemSitePackages: boolean) => {
        const options = { file: path, function: 'f', requirements: [], systemSitePackages };
        const work = own.operator('python', options, { scripts: [path] });
        assert.equal((await own.run(work)).state, 'success');
        const { pid } = await own.started(work);
        await eventually('its process is gone', () => !isRunning(pid));
        return own.log(work).map(({ event }) => String(event));
      };
      const names = () => readdirSync(join(own.home, 'cache', 'python')).filter((name) => name.endsWith('.json'));
      await run(true);
      const [first = ''] = names();
      await run(false);
      assert.equal(names().length, 2);
      const longAgo = new Date(Date.now() - 31 * 86_400_000);
      for (const name of names()) utimesSync(join(own.home, 'cache', 'python', name), longAgo, longAgo);
      assert.ok((await run(true)).some((event) => /^Removed \w+, unused for 30 days/.test(event)));
      assert.deepEqual(names(), [first]);
      const folders = readdirSync(join(own.home, 'cache', 'python'), { withFileTypes: true });
      assert.equal(folders.filter((entry) => entry.isDirectory()).length, 1);
      await run(true);
    } finally {
      await own.close();
    }
  });

  test('what a killed build left behind is thrown away, and the next task builds anew', async () => {
    rmSync(home(), { recursive: true });
    mkdirSync(home());
    const options = { requirements: wanted() };
    const killed = python(use, options);
    bench.executor.dispatch([killed]);
    await eventually('it builds', isBuilding);
    process.kill((await bench.started(killed)).pid, 'SIGKILL');
    assert.equal((await bench.outcome(killed)).state, 'failed');
    assert.equal(folders().length, 1, 'the half-built one is there');
    const left = folders()[0]?.name;
    asking = [];
    const next = python(use, options);
    bench.executor.dispatch([next]);
    await eventually('the next one builds', isBuilding);
    giveTheWheel();
    assert.deepEqual(await bench.outcome(next), built);
    assert.deepEqual([folders().length, folders()[0]?.name === left], [1, false]);
  });

  test('a build ends when its task is to end, and leaves nothing', async () => {
    const work = python('def f(): pass', {
      requirements: wanted(),
      pipInstallOptions: ['--no-index', '--no-deps'],
    });
    const before = folders().length;
    bench.executor.dispatch([work]);
    await eventually('it builds', isBuilding);
    assert.equal(folders().length, before + 1);
    bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'stop' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_MARKED');
    asking = [];
    assert.equal(folders().length, before);
  });

  test('requirements that cannot be resolved fail the task with what the installer says', async () => {
    const work = python(use, { requirements: 'no-such-package-of-anybody==9' });
    const error = failureOf(await bench.run(work));
    assert.equal(error.code, 'PYTHON_ENVIRONMENT_FAILED');
    assert.match(error.message, /no-such-package-of-anybody/);
    assert.ok(events(work).some((event) => event.includes('no-such-package-of-anybody')));
  });

  test('packages come from the index of a connection, with its sign-in, which no log shows', async () => {
    const asked: (string | undefined)[] = [];
    const index = createServer(({ url, headers }, response) => {
      asked.push(headers.authorization);
      if (headers.authorization === undefined)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="index"' }).end();
      else if (url?.endsWith('.whl')) response.end(readFileSync(wheel));
      else if (url === '/simple/tiny-thing/')
        response.setHeader('content-type', 'text/html').end(`<a href="/files/${WHEEL}">${WHEEL}</a>`);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => index.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${portOf(index)}`;
    bench.connections.set('index', `http://robot:a-secret-word@${encodeURIComponent(`http://${address}/simple`)}`);
    const work = python(use, {
      requirements: 'tiny-thing==1.0',
      pipInstallOptions: null,
      indexUrlsFromConnectionIds: 'index',
    });
    const outcome = await bench.run(work);
    await new Promise((resolve) => index.close(resolve));
    assert.deepEqual(outcome, built, JSON.stringify(bench.log(work).slice(-5)));
    assert.ok(asked.includes(`Basic ${Buffer.from('robot:a-secret-word').toString('base64')}`));
    assert.ok(!JSON.stringify(bench.log(work)).includes('a-secret-word'));
  });
});
