import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { taskFolder } from '#support/task-folder.ts';
import { type Bench, eventually, failureOf, isRunning, openBench, processesOf } from '#test/support/task-runs.ts';

const hook = 'airflow.providers.standard.hooks.subprocess.SubprocessHook';

describe('built-in operators', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench({ env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '3' } });
  });
  after(async () => {
    await bench.close();
    assert.deepEqual(processesOf(bench.home), []);
  });
  const bash = (bashCommand: string, more: object = {}) => bench.operator('bash', { bashCommand, ...more });
  const events = (work: ReturnType<typeof bash>) => bench.log(work).map((line) => line.event);

  test('empty does nothing and succeeds', async () => {
    assert.deepEqual(await bench.run(bench.operator('empty', {})), { state: 'success' });
  });

  test('bash logs both streams in order, and its last line is the XCom', async () => {
    const work = bash('echo one; echo two >&2; echo "$AIRFLOW_CTX_DAG_ID"');
    assert.deepEqual(await bench.run(work), { state: 'success', returnValue: { kind: 'json', value: 'd' } });
    const lines = bench.log(work).filter((line) => line.logger === hook);
    assert.deepEqual(
      lines.slice(1, 4).map((line) => line.event),
      ['one', 'two', 'd'],
    );
    assert.equal(lines.at(-1)?.event, 'Command exited with return code 0');
  });

  test('bash fails with the exit code, and 99 skips', async () => {
    const error = failureOf(await bench.run(bash('echo no; exit 7')));
    assert.deepEqual([error.code, error.exitCode], ['COMMAND_FAILED', 7]);
    assert.match(error.message, /non-zero exit code 7/);
    assert.equal((await bench.run(bash('exit 99'))).state, 'skipped');
    assert.equal((await bench.run(bash('exit 99', { skipOnExitCode: null }))).state, 'failed');
    assert.equal((await bench.run(bash('exit 5', { skipOnExitCode: [5, 6] }))).state, 'skipped');
    assert.match(failureOf(await bench.run(bash('kill -9 $$'))).message, /signal SIGKILL/);
  });

  test('outputProcessor makes the return value of the last line of bash', async () => {
    const options = { bashCommand: 'echo one; echo \'{"rows":3}\'', outputProcessor: true };
    const work = bench.work(`bash({ bashCommand: 'x', outputProcessor: (line) => JSON.parse(line).rows })`, {
      body: 'bash',
      operator: 'BashOperator',
      options,
    });
    assert.deepEqual(await bench.run(work), { state: 'success', returnValue: { kind: 'json', value: 3 } });
  });

  test('a line of bash without an end is logged in parts, and of one that was written over the last state', async () => {
    const work = bash(String.raw`head -c 300000 /dev/zero | tr '\0' x; printf '\n10 %%\r100 %%\nübrig'`);
    assert.deepEqual(await bench.run(work), { state: 'success', returnValue: { kind: 'json', value: 'übrig' } });
    const lines = bench.log(work).filter((line) => line.logger === hook);
    assert.ok(lines.filter(({ event }) => event.startsWith('xxx')).length > 1);
    assert.ok(lines.some(({ event }) => event === '100 %'));
  });

  test('bash runs in a temporary folder that is removed, or in cwd', async () => {
    const outcome = await bench.run(bash('touch here; pwd'));
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json');
    assert.throws(() => readdirSync(String((outcome.returnValue as { value: string }).value)), /ENOENT/);
    const there = await bench.run(bash('pwd', { cwd: '/' }));
    assert.deepEqual(there, { state: 'success', returnValue: { kind: 'json', value: '/' } });
    assert.match(failureOf(await bench.run(bash('pwd', { cwd: '/no/such/folder' }))).message, /could not be started/);
  });

  test('bash with env sees those variables only, with appendEnv the others too', async () => {
    const command = 'echo "$A-$(test -n "$HOME" && echo home)"';
    const only = await bench.run(bash(command, { env: { A: '1' } }));
    assert.deepEqual(only, { state: 'success', returnValue: { kind: 'json', value: '1-' } });
    const both = await bench.run(bash(command, { env: { A: '1' }, appendEnv: true }));
    assert.deepEqual(both, { state: 'success', returnValue: { kind: 'json', value: '1-home' } });
  });

  test('a cancelled bash command gets SIGTERM and may tidy up', async () => {
    const work = bash('trap "echo tidy; exit 0" TERM; echo ready; sleep 1000 & wait');
    bench.executor.dispatch([work]);
    await eventually('it runs', () => events(work).includes('ready'));
    bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'stop' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_MARKED');
    assert.ok(events(work).includes('tidy'));
  });

  test('a bash command that ignores SIGTERM is killed with all it started', async () => {
    const work = bash('trap "" TERM; sleep 1000 & echo "pid $!"; while true; do sleep 1; done');
    bench.executor.dispatch([work]);
    await eventually('it runs', () => events(work).some((line) => line.startsWith('pid')));
    bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'stop' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_MARKED');
    const pid = Number(
      events(work)
        .find((line) => line.startsWith('pid'))
        ?.slice(4),
    );
    assert.ok(!isRunning(pid));
    assert.ok(!existsSync(taskFolder(work.attemptId)), 'its temporary folder is removed');
  });

  test('bash does not wait for what it leaves in the background', async () => {
    const work = bash('sleep 1000 & echo $!');
    const outcome = await bench.run(work);
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json');
    assert.ok(!isRunning(Number(outcome.returnValue.value)));
  });

  test('what an operator returns decides what follows, as the value of a function does', async () => {
    const decision = { kind: 'cases' as const, cases: [{ value: 'yes', tasks: ['a'] }], otherwise: ['b'] };
    const asked = { decision, downstream: ['a', 'b', 'c'] };
    const outcome = await bench.run(bench.operator('bash', { bashCommand: 'echo yes' }, asked));
    assert.deepEqual(outcome.state === 'success' && outcome.follow, { tasks: ['a', 'c'], others: 'direct' });
  });

  test('a missing or wrong option is named', async () => {
    const error = failureOf(await bench.run(bench.operator('bash', { bashCommand: 5 })));
    assert.equal(error.code, 'OPTION_INVALID');
    assert.match(error.message, /bashCommand of the operator bash/);
    assert.match(failureOf(await bench.run(bench.operator('nonsense', {}))).message, /no operator nonsense/);
  });

  test('trigger_dag_run starts a run and keeps its id', async () => {
    const work = bench.operator('trigger_dag_run', { triggerDagId: 'other', triggerRunId: 'r1', conf: { a: 1 } });
    assert.deepEqual(await bench.run(work), { state: 'success' });
    const request = { dagId: 'other', runId: 'r1', conf: { a: 1 }, logicalDate: null, resetDagRun: false };
    assert.deepEqual(bench.triggered.at(-1), request);
    assert.deepEqual(bench.xcoms.get('t/trigger_run_id'), { kind: 'json', value: 'r1' });
  });

  test('trigger_dag_run fails with the refusal of the server', async () => {
    const error = failureOf(await bench.run(bench.operator('trigger_dag_run', { triggerDagId: 'missing' })));
    assert.deepEqual([error.code, error.message], ['DAG_NOT_FOUND', 'There is no DAG missing.']);
  });

  test('trigger_dag_run waits for the end of the run where asked to', async () => {
    const options = { triggerDagId: 'other', waitForCompletion: true, pokeIntervalMs: 5 };
    bench.runStates.splice(0, Infinity, 'queued', 'running', 'success');
    const work = bench.operator('trigger_dag_run', options);
    assert.equal((await bench.runToEnd(work)).state, 'success');
    assert.ok(events(work).some((line) => /Waiting for run manual__1 of DAG other, which is queued/.test(line)));
    bench.runStates.splice(0, Infinity, 'running', 'failed');
    const error = failureOf(await bench.runToEnd(bench.operator('trigger_dag_run', options)));
    assert.equal(error.code, 'TRIGGERED_RUN_FAILED');
    assert.match(error.message, /ended failed/);
  });

  test('with no mail server the mail is written to the outbox and the log names the file', async () => {
    const work = bench.operator('email', { to: 'a@b.c, d@e.f', subject: 'Grüße', htmlContent: '<p>done</p>' });
    assert.deepEqual(await bench.run(work), { state: 'success' });
    const path = join(bench.home, 'outbox', `${work.attemptId}.eml`);
    const mail = readFileSync(path, 'utf8');
    assert.match(mail, /^To: a@b\.c, d@e\.f/m);
    assert.match(mail, /<p>done<\/p>/);
    assert.ok(events(work).some((line) => line.includes(path)));
    assert.deepEqual(readdirSync(join(bench.home, 'outbox')), [`${work.attemptId}.eml`]);
  });
});

interface Mail {
  from: string;
  to: string[];
  content: string;
}

/** A real SMTP server on a free port, which refuses the recipient nobody@example.com. */
async function openMailServer(): Promise<{ port: number; mails: Mail[]; users: string[]; close(): Promise<void> }> {
  const mails: Mail[] = [];
  const users: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    onAuth({ username, password }, _, done) {
      users.push(`${username}:${password}`);
      done(null, { user: username });
    },
    onRcptTo: ({ address }, _, done) =>
      done(address === 'nobody@example.com' ? new Error('no such mailbox') : undefined),
    onData(stream, session, done) {
      let content = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        content += text;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((one) => one.address), content });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  return { port, mails, users, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function mailEnvironment(port: number): Record<string, string> {
  return {
    AIRFLOW__SMTP__SMTP_HOST: '127.0.0.1',
    AIRFLOW__SMTP__SMTP_PORT: String(port),
    AIRFLOW__SMTP__SMTP_STARTTLS: 'false',
    AIRFLOW__SMTP__SMTP_USER: 'robot',
    AIRFLOW__SMTP__SMTP_PASSWORD: 'canary-password',
    AIRFLOW__SMTP__SMTP_MAIL_FROM: 'robot@example.com',
    AIRFLOW__SMTP__SMTP_TIMEOUT: '1',
  };
}

describe('mails', () => {
  test('a mail goes through the configured server, with its sign-in', async () => {
    const server = await openMailServer();
    const bench = await openBench({ env: mailEnvironment(server.port) });
    const work = bench.operator('email', {
      to: ['a@example.com'],
      cc: 'c@example.com',
      subject: 's',
      htmlContent: 'x',
    });
    assert.deepEqual(await bench.run(work), { state: 'success' });
    assert.deepEqual(server.users, ['robot:canary-password']);
    assert.deepEqual(
      server.mails.map(({ from, to }) => [from, ...to]),
      [['robot@example.com', 'a@example.com', 'c@example.com']],
    );
    const refused = bench.operator('email', { to: 'nobody@example.com', subject: 's', htmlContent: 'x' });
    const error = failureOf(await bench.run(refused));
    assert.equal(error.code, 'EMAIL_FAILED');
    assert.match(error.message, /no such mailbox/);
    assert.ok(!JSON.stringify([error, bench.log(work), bench.log(refused)]).includes('canary-password'));
    const handler = bench.work('async () => JSON.stringify([process.env, process.argv])');
    assert.ok(!JSON.stringify(await bench.run(handler)).includes('canary-password'));
    assert.notEqual((await bench.started(handler)).pid, (await bench.started(work)).pid);
    await bench.close();
    await server.close();
  });

  test('a mail server that refuses connections or never answers fails the task with its address', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    for (const [at, expected] of [
      [port, /Greeting|timeout|timed out/i],
      [1, /ECONNREFUSED/],
    ] as const) {
      const bench = await openBench({ env: mailEnvironment(at) });
      const error = failureOf(
        await bench.run(bench.operator('email', { to: 'a@b.c', subject: 's', htmlContent: 'x' })),
      );
      assert.equal(error.code, 'EMAIL_FAILED');
      assert.match(error.message, expected);
      assert.match(error.message, new RegExp(`127.0.0.1:${at}`));
      await bench.close();
    }
    await new Promise((resolve) => silent.close(resolve));
  });
});
