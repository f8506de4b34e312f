/** The operator docker against a server that speaks the Engine API over a Unix socket. No real engine is asked here. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import type { Outcome } from '#queue/executor.ts';
import { type DockerEngineDouble, frame, openDockerEngine } from '#test/support/docker-engine.ts';
import { type Bench, eventually, failureOf, openBench } from '#test/support/task-runs.ts';

describe('the operator docker', () => {
  let bench: Bench;
  let engine: DockerEngineDouble;
  before(async () => {
    bench = await openBench({
      env: { AQUILON__LOGGING__ATTEMPT_LIMIT_MB: '1', AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '30' },
    });
    bench.connections.set('shop_registry', 'docker://me:the-token@registry.example:5000');
    bench.connections.set('wrong_token', 'docker://me:an-old-token@registry.example:5000');
  });
  beforeEach(async () => {
    await engine?.close();
    engine = await openDockerEngine();
  });
  after(async () => {
    await bench.close();
    await engine.close();
  });
  type Options = { [name: string]: Json };
  const docker = (options: Options, more: object = {}) =>
    bench.operator('docker', { image: 'tool', dockerUrl: engine.url, ...options }, more);
  const events = (work: ReturnType<typeof docker>) => bench.log(work).map((line) => line.event);
  const made = (outcome: Outcome): unknown =>
    outcome.state === 'success' && outcome.returnValue?.kind === 'json' ? outcome.returnValue.value : outcome;
  const created = () =>
    engine.calls.find(({ path }) => path === '/containers/create') as {
      body: { [name: string]: unknown };
      query: object;
    };

  test('the container is made as the options say, its streams go to the log, and the last line of its output is the value', async () => {
    const output = [
      frame('stdout', 'one\n'),
      frame('stderr', 'a warning\n'),
      frame('stdout', '42\n'),
      frame('stderr', 'late\n'),
    ];
    engine.images.set('tool', { output, exit: 0 });
    const work = docker({
      command: `sh -c 'echo "a b" \\ c'`,
      entrypoint: ['/init', '--'],
      environment: { A: '1', N: 2 },
      mounts: [{ source: '/data', target: '/in', type: 'bind', readOnly: true }],
      networkMode: 'none',
      workingDir: '/work',
      user: '1000',
      memLimit: '512m',
      cpus: 0.5,
      shmSize: 1024,
      containerName: 'mine',
      labels: { team: 'ml' },
    });
    assert.equal(made(await bench.run(work)), '42');
    const { body, query } = created();
    assert.deepEqual(query, { name: 'mine' });
    const { Labels, ...rest } = body;
    assert.deepEqual(rest, {
      Image: 'tool',
      Cmd: ['sh', '-c', 'echo "a b" \\ c'],
      Entrypoint: ['/init', '--'],
      Env: ['A=1', 'N=2'],
      WorkingDir: '/work',
      User: '1000',
      Tty: false,
      HostConfig: {
        NetworkMode: 'none',
        Mounts: [{ Target: '/in', Source: '/data', Type: 'bind', ReadOnly: true }],
        Memory: 536_870_912,
        ShmSize: 1024,
        NanoCpus: 500_000_000,
      },
    });
    assert.deepEqual(Labels, {
      team: 'ml',
      'aquilon.dag_id': 'd',
      'aquilon.run_id': work.run.runId,
      'aquilon.task_id': 't',
      'aquilon.map_index': '-1',
      'aquilon.try_number': '1',
    });
    const lines = bench.log(work).filter(({ event }) => ['one', 'a warning', '42', 'late'].includes(event));
    assert.deepEqual(
      lines.map(({ event, stream }) => [event, stream]),
      [
        ['one', undefined],
        ['a warning', 'stderr'],
        ['42', undefined],
        ['late', 'stderr'],
      ],
    );
    assert.deepEqual(engine.left(), ['c1'], 'never is the default, as in Airflow');
  });

  test('xcomAll makes the value of all lines of the standard output', async () => {
    engine.images.set('tool', {
      output: [frame('stdout', 'one\ntwo'), frame('stderr', 'no\n'), frame('stdout', '!\n')],
      exit: 0,
    });
    assert.deepEqual(made(await bench.run(docker({ xcomAll: true }))), ['one', 'two!']);
  });

  test('with a terminal there are no frames', async () => {
    engine.images.set('tool', { output: [Buffer.from('10 %\r20 %\r\ndone\r\n')], exit: 0 });
    const work = docker({ tty: true });
    assert.equal(made(await bench.run(work)), 'done');
    assert.equal(created().body.Tty, true);
    assert.ok(events(work).includes('20 %'));
  });

  test('an exit code fails or skips, and the container is removed as autoRemove says', async () => {
    engine.images.set('tool', { exit: 3 }).set('good', { exit: 0 });
    const failed = failureOf(await bench.run(docker({ autoRemove: 'success' })));
    assert.deepEqual([failed.code, failed.exitCode], ['DOCKER_CONTAINER_FAILED', 3]);
    assert.match(failed.message, /container c1 of tool ended with the exit code 3/);
    assert.deepEqual(engine.left(), ['c1']);
    assert.equal((await bench.run(docker({ skipOnExitCode: [3, 4], autoRemove: 'force' }))).state, 'skipped');
    assert.deepEqual(engine.left(), ['c1']);
    assert.equal(made(await bench.run(docker({ image: 'good', autoRemove: 'success' }))), '');
    assert.deepEqual(engine.left(), ['c1']);
    assert.deepEqual(engine.calls.at(-1)?.query, { force: 'true', v: 'true' });
  });

  test('a container that ran out of memory says so, and one that was killed too', async () => {
    engine.images.set('tool', { exit: 137, isOutOfMemory: true }).set('other', { exit: 137 });
    const memory = failureOf(await bench.run(docker({ memLimit: '6m' })));
    assert.deepEqual([memory.exitCode, /more memory than it may have \(OOMKilled/.test(memory.message)], [137, true]);
    assert.match(failureOf(await bench.run(docker({ image: 'other' }))).message, /was killed \(exit code 137\)/);
  });

  test('an image that the engine has not is pulled, and login and password go to its registry only', async () => {
    const script = { output: [frame('stdout', 'ok\n')], exit: 0 };
    const layers = Array.from({ length: 50 }, (_, n) => ({ status: 'Downloading', id: `layer${n}`, progress: '[=>]' }));
    const progress = [{ status: 'Pulling from tool', id: '1' }, ...layers, { status: 'Status: Downloaded' }];
    engine.registry.set('registry.example:5000/team/tool:1', { progress, script, token: 'the-token' });
    const image = 'registry.example:5000/team/tool:1';
    const work = docker({ image, dockerConnId: 'shop_registry' });
    assert.equal(made(await bench.run(work)), 'ok');
    const auth = { username: 'me', password: 'the-token', serveraddress: 'registry.example:5000' };
    assert.deepEqual(engine.calls.find(({ path }) => path === '/images/create')?.auth, auth);
    assert.ok(events(work).includes('Status: Downloaded'));
    assert.ok(!events(work).includes('Downloading'));
    assert.ok(!JSON.stringify(bench.log(work)).includes('the-token'));
    engine.calls.length = 0;
    assert.equal(made(await bench.run(docker({ image }))), 'ok');
    assert.ok(!engine.said().includes('POST /images/create'), 'it is there now');
    const other = failureOf(await bench.run(docker({ image: 'tool', dockerConnId: 'shop_registry' })));
    assert.equal(other.code, 'CONNECTION_INVALID');
    assert.match(other.message, /host is registry\.example:5000, and the image tool comes from docker\.io/);
    assert.ok(engine.calls.every(({ auth: sent }) => sent === undefined));
  });

  test('forcePull asks the registry although the image is there; without a tag, for latest', async () => {
    engine.images.set('tool', { exit: 9 });
    engine.registry.set('tool:latest', { script: { output: [frame('stdout', 'new\n')], exit: 0 } });
    assert.equal(made(await bench.run(docker({ forcePull: true }))), 'new');
    assert.deepEqual(engine.calls.find(({ path }) => path === '/images/create')?.query, {
      fromImage: 'tool',
      tag: 'latest',
    });
  });

  test('a pull that fails says why: no such image, wrong password, half-way', async () => {
    engine.registry
      .set('registry.example:5000/tool:1', { token: 'the-token', script: { exit: 0 } })
      .set('half:1', { progress: [{ status: 'Pulling' }, { error: 'no space left on device', errorDetail: {} }] });
    const pulled = async (options: Options) => failureOf(await bench.run(docker(options)));
    const missing = await pulled({ image: 'nonsense:1' });
    assert.equal(missing.code, 'DOCKER_PULL_FAILED');
    assert.match(missing.message, /nonsense:1 could not be pulled from docker\.io: pull access denied for nonsense:1/);
    const denied = await pulled({ image: 'registry.example:5000/tool:1', dockerConnId: 'wrong_token' });
    assert.match(denied.message, /from registry\.example:5000: unauthorized: incorrect password/);
    assert.match((await pulled({ image: 'half:1' })).message, /no space left on device/);
    assert.deepEqual(engine.left(), []);
  });

  test('where no engine answers, the address and what to do are told, and retries apply', async () => {
    const outcome = await bench.run(docker({ dockerUrl: 'unix:///nowhere/docker.sock' }));
    assert.ok(outcome.state === 'failed');
    assert.deepEqual([outcome.error.code, outcome.retryable], ['DOCKER_UNREACHABLE', true]);
    assert.match(
      outcome.error.message,
      /No Docker engine answers at unix:\/\/\/nowhere\/docker\.sock: there is no such socket/,
    );
    const refused = failureOf(await bench.run(docker({ dockerUrl: 'tcp://127.0.0.1:1' })));
    assert.match(refused.message, /tcp:\/\/127\.0\.0\.1:1: nobody listens there/);
    const shop = createServer((_, response) => response.writeHead(404).end('no such page'));
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const { port } = shop.address() as { port: number };
    const strange = failureOf(await bench.run(docker({ dockerUrl: `http://127.0.0.1:${port}` })));
    await new Promise((resolve) => shop.close(resolve));
    assert.match(strange.message, /the status 404, which is not that of an engine: no such page/);
  });

  test('what the engine refuses is told with its reason, and a container that never ran is not left', async () => {
    engine.images.set('tool', { exit: 0 }).set('broken', { start: 400 });
    await bench.run(docker({ containerName: 'mine' }));
    const taken = failureOf(await bench.run(docker({ containerName: 'mine' })));
    assert.equal(taken.code, 'DOCKER_REFUSED');
    assert.match(taken.message, /refused to make the container \(status 409\): Conflict.*already in use/);
    const broken = failureOf(await bench.run(docker({ image: 'broken' })));
    assert.match(broken.message, /refused to start the container \(status 400\): exec: "nonsense": not found/);
    assert.deepEqual(engine.left(), ['c1']);
  });

  test('a task that is to end stops its container with SIGTERM, and removes it', async () => {
    engine.images.set('tool', { output: [frame('stdout', 'ready\n')] });
    for (const [code, autoRemove, left] of [
      ['TASK_TIMEOUT', 'success', []],
      ['TASK_MARKED', 'force', []],
      ['TASK_MARKED', 'never', ['c3']],
    ] as const) {
      const work = docker({ autoRemove });
      bench.executor.dispatch([work]);
      await eventually('it runs', () => events(work).includes('ready'));
      bench.executor.cancel(work.attemptId, { code, message: 'stop' });
      assert.equal(failureOf(await bench.outcome(work)).code, code);
      assert.deepEqual(engine.left(), left);
    }
    const stopped = engine.calls.filter(({ path }) => path.endsWith('/stop'));
    assert.deepEqual(
      stopped.map(({ query }) => query),
      [{ t: '10' }, { t: '10' }, { t: '10' }],
    );
    assert.ok(!engine.said().some((call) => call.endsWith('/kill')));
  });

  test('a container that the engine cannot stop is killed', async () => {
    engine.images.set('tool', { output: [frame('stdout', 'ready\n')], stop: 500 });
    const work = docker({ autoRemove: 'force' });
    bench.executor.dispatch([work]);
    await eventually('it runs', () => events(work).includes('ready'));
    bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'stop' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_MARKED');
    assert.ok(engine.said().includes('POST /containers/c1/kill'));
    assert.deepEqual(engine.left(), []);
  });

  test('a container whose engine is lost on the way is stopped, and retries apply', async () => {
    engine.images.set('tool', { isLost: true });
    const outcome = await bench.run(docker({ autoRemove: 'force' }));
    assert.ok(outcome.state === 'failed');
    assert.deepEqual([outcome.error.code, outcome.retryable], ['DOCKER_UNREACHABLE', true]);
    assert.match(outcome.error.message, /the connection broke/);
    assert.deepEqual(engine.said().slice(-2), ['POST /containers/c1/stop', 'DELETE /containers/c1']);
  });

  test('a log that the engine does not end holds up nobody', async () => {
    engine.images.set('tool', { output: [frame('stdout', 'done\n')], exit: 0, isLogOpen: true });
    const work = docker({});
    assert.equal(made(await bench.run(work)), 'done');
    assert.ok(events(work).some((line) => line.includes('could not be read to its end')));
  });

  test('a flood of lines is cut in the log, and the last line is the value', async () => {
    function* flood(): Iterable<Buffer> {
      const block = frame('stdout', `${'x'.repeat(1023)}\n`.repeat(64));
      for (let n = 0; n < 512; n++) yield block;
      yield frame('stdout', 'the end\n');
    }
    engine.images.set('tool', { output: flood(), exit: 0 }).set('again', { output: flood(), exit: 0 });
    const work = docker({});
    assert.equal(made(await bench.run(work)), 'the end');
    const size = JSON.stringify(bench.log(work)).length;
    assert.ok(size > 1_000_000 && size < 3_000_000, `${size}`);
    const all = failureOf(await bench.run(docker({ image: 'again', xcomAll: true })));
    assert.equal(all.code, 'DOCKER_OUTPUT_UNUSABLE');
    assert.match(all.message, /longer than 16777216 characters/);
  });

  test('retrieveOutput reads JSON from a file of the container', async () => {
    const folder = join(bench.home, 'out');
    mkdirSync(folder);
    const long = `${'long'.repeat(40)}.json`;
    for (const [name, text] of [
      ['a.json', '{"rows":[1,2]}'],
      [long, '"kept"'],
      ['b.json', 'no json'],
    ] as const)
      writeFileSync(join(folder, name), text);
    const tar = (format: string, name: string) =>
      execFileSync('tar', ['-C', bench.home, `--format=${format}`, '-cf', '-', name]);
    const files = {
      '/a': tar('ustar', 'out/a.json'),
      '/pax': tar('pax', `out/${long}`),
      '/gnu': tar('gnu', `out/${long}`),
      '/b': tar('ustar', 'out/b.json'),
      '/folder': tar('pax', 'out'),
    };
    engine.images.set('tool', { files, exit: 0 });
    const read = (path: string) => bench.run(docker({ retrieveOutput: true, retrieveOutputPath: path }));
    assert.deepEqual(made(await read('/a')), { rows: [1, 2] });
    assert.deepEqual([made(await read('/pax')), made(await read('/gnu'))], ['kept', 'kept']);
    assert.match(failureOf(await read('/b')).message, /the file \/b is no JSON/);
    assert.match(failureOf(await read('/folder')).message, /there is no file \/folder in it/);
    assert.equal(failureOf(await read('/none')).code, 'DOCKER_OUTPUT_UNUSABLE');
  });

  test('privateEnvironment reaches the container, and neither the log nor the rendered fields', async () => {
    bench.variables.set('shop', 'open-sesame');
    engine.images.set('tool', { output: [frame('stdout', 'I know open-sesame\n')], exit: 5 });
    const fields = ['image', 'environment', 'privateEnvironment'];
    const work = docker(
      { environment: { DAY: '{{ ds }}' }, privateEnvironment: { WORD: '{{ var.value.shop }}' } },
      { template: { fields, ext: [] } },
    );
    const outcome = await bench.run(work);
    assert.deepEqual(created().body.Env, ['DAY=2026-01-01', 'WORD=open-sesame']);
    assert.ok(events(work).includes('I know ***'));
    assert.ok(!JSON.stringify([outcome, bench.log(work), bench.rendered]).includes('sesame'));
    const shown = bench.rendered.at(-1)?.fields;
    assert.deepEqual([shown?.environment, shown?.private_environment], [{ DAY: '2026-01-01' }, '***']);
  });

  test('options that only turn out wrong when the task runs are named', async () => {
    const wrong = async (options: Options) => failureOf(await bench.run(docker(options)));
    assert.match(
      (await wrong({ command: "sh -c 'x" })).message,
      /command of the operator docker is wrong: the quote '/,
    );
    assert.match((await wrong({ memLimit: 'much' })).message, /memLimit of the operator docker/);
    assert.match((await wrong({ mounts: [{ source: 'x' }] })).message, /an object with a target/);
    assert.match((await wrong({ dockerUrl: 'ssh://host' })).message, /ssh:\/\/host, and must begin with unix:/);
    assert.deepEqual(engine.calls, []);
  });
});
