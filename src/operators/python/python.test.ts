import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Json, SerializedInput } from '@aquilon/sdk/serialized';
import type { Work } from '#queue/executor.ts';
import { type Bench, eventually, failureOf, isRunning, openBench, processesOf } from '#test/support/task-runs.ts';
import { withoutPython } from '#test/support/without-python.ts';

describe('the operator python', { skip: withoutPython }, () => {
  let bench: Bench;
  let count = 0;
  before(async () => {
    bench = await openBench({ env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '2' } });
  });
  after(async () => {
    await bench.close();
    assert.deepEqual(processesOf(bench.home), []);
  });

  /** A task of the function `f` in a file of this text, which is in the snapshot only. */
  const python = (text: string, given: { [name: string]: Json } = {}, options: { [name: string]: Json } = {}): Work => {
    const path = join(bench.home, 'dags', `script${count++}.py`);
    bench.files.set(path, text);
    const inputs = Object.entries(given).map(([name, value]): [string, SerializedInput] => [
      name,
      { kind: 'value', value },
    ]);
    return bench.operator(
      'python',
      { file: path, function: 'f', ...options },
      { operator: '@task.external_python', inputs: Object.fromEntries(inputs), scripts: [path, ...siblings] },
    );
  };
  const siblings: string[] = [];
  const resultOf = async (work: Work): Promise<unknown> => {
    const outcome = await bench.run(work);
    assert.equal(outcome.state, 'success', JSON.stringify(outcome));
    return outcome.state === 'success' && outcome.returnValue?.kind === 'json' ? outcome.returnValue.value : undefined;
  };
  const failure = async (work: Work) => failureOf(await bench.run(work));

  test('a function gets the arguments by their names, and what it returns is the value of the task', async () => {
    const text =
      'def f(rows, factor=2, *, name):\n    return {"sum": sum(rows) * factor, "name": name, "pair": (1, None)}';
    const value = await resultOf(python(text, { rows: [1, 2.5], name: 'ä "x"' }));
    assert.deepEqual(value, { sum: 7, name: 'ä "x"', pair: [1, null] });
    assert.deepEqual(await bench.run(python('def f(): pass')), { state: 'success' });
    const coroutine = 'import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return "later"';
    assert.equal(await resultOf(python(coroutine)), 'later');
  });

  test('large values go in and out whole', async () => {
    const list = Array.from({ length: 200_000 }, (_, at) => `${at} ü`);
    assert.equal(await resultOf(python('def f(a): return len(a)', { a: list })), list.length);
    const outcome = await bench.run(python('def f(): return ["x" * 1000] * 5000'));
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'object');
  });

  test('prints, log lines and warnings come to the log in their order, with their levels', async () => {
    const text = `
import logging, sys, warnings
log = logging.getLogger("train")
def f():
    print("one", 2)
    log.info("epoch %d", 1)
    print("begun, ", end="")
    print("ended")
    log.debug("hidden")
    log.error("bad")
    sys.stderr.write("err\\n")
    warnings.warn("old")
    print("10 %\\r100 %")
    print("last without end", end="")
`;
    const work = python(text);
    await bench.run(work);
    const lines = bench
      .log(work)
      .map(({ level, event, logger }) => [level, event.split('\n')[0]?.replace(/^.*: User/, 'User'), logger]);
    const from = lines.findIndex(([, event]) => event === 'one 2');
    assert.deepEqual(lines.slice(from, from + 8), [
      ['info', 'one 2', 'task.stdout'],
      ['info', 'epoch 1', 'train'],
      ['info', 'begun, ended', 'task.stdout'],
      ['error', 'bad', 'train'],
      ['error', 'err', 'task.stderr'],
      ['warning', 'UserWarning: old', 'py.warnings'],
      ['info', '100 %', 'task.stdout'],
      ['info', 'last without end', 'task.stdout'],
    ]);
  });

  test('a warning is a log line of that level also where nobody has loaded logging', async () => {
    const text =
      'import sys, warnings\nhad = "logging" in sys.modules\ndef f():\n    warnings.warn("old")\n    return had';
    const work = python(text);
    assert.equal(await resultOf(work), false);
    const line = bench.log(work).find(({ logger }) => logger === 'py.warnings');
    assert.deepEqual([line?.level, /UserWarning: old/.test(line?.event ?? '')], ['warning', true]);
  });

  test('what programs that Python starts write is in the log too, and forked processes may print', async () => {
    const text = `
import os, subprocess, multiprocessing
def child(n): print("from a fork", n, flush=True)
def f():
    subprocess.run("echo from a program; echo to stderr >&2", shell=True, check=True)
    one = multiprocessing.get_context("fork").Process(target=child, args=(7,))
    one.start(); one.join()
    os.write(1, b"bytes\\n")
`;
    const work = python(text);
    await bench.run(work);
    const events = bench.log(work).map(({ event }) => event);
    for (const line of ['from a program', 'to stderr', 'from a fork 7', 'bytes'])
      assert.ok(events.includes(line), line);
  });

  test('an exception fails the task with its type, file and line, and the log has its frames and causes', async () => {
    const text = `
def inner(n):
    raise ValueError("no rows: %d" % n)
def f():
    try:
        inner(3)
    except ValueError as cause:
        raise RuntimeError("cannot train") from cause
`;
    const work = python(text);
    const outcome = await bench.run(work);
    const error = failureOf(outcome);
    assert.equal(error.code, 'PYTHON_FAILED');
    assert.match(error.message, /^RuntimeError: cannot train \(.*script\d+\.py, line 8\)$/);
    assert.match(
      error.stack ?? '',
      /line 3, in inner\n +raise ValueError\("no rows: %d" % n\)\nValueError: no rows: 3/,
    );
    assert.ok(outcome.state === 'failed' && outcome.retryable);
    const [first, cause] = (bench.log(work).at(-1)?.error_detail ?? []) as {
      exc_type: string;
      is_cause: boolean;
      frames: { name: string; lineno: number }[];
    }[];
    assert.deepEqual([first?.exc_type, cause?.exc_type, cause?.is_cause], ['RuntimeError', 'ValueError', true]);
    assert.deepEqual(
      cause?.frames.map(({ name, lineno }) => [name, lineno]),
      [
        ['f', 6],
        ['inner', 3],
      ],
    );
  });

  test('a file that is no Python and a call that does not fit fail with what Python says', async () => {
    assert.match((await failure(python('def f(:'))).message, /^SyntaxError: /);
    assert.match(
      (await failure(python('import nothing_of_that_name\ndef f(): pass'))).message,
      /ModuleNotFoundError: No module named 'nothing_of_that_name'/,
    );
    assert.match(
      (await failure(python('def f(a): pass', { b: 1 }))).message,
      /TypeError: f\(\) got an unexpected keyword argument 'b'/,
    );
  });

  test('a function that is not there is told with those that are', async () => {
    const error = await failure(python('def train(): pass\ndef score(): pass'));
    assert.equal(error.code, 'PYTHON_FUNCTION_MISSING');
    assert.match(error.message, /no function f in .*script\d+\.py; there is train, score/);
  });

  test('a result that is no JSON fails with the place and the reason', async () => {
    const cases: [result: string, reason: RegExp][] = [
      ['{"a": [1, float("nan")]}', /nan is no JSON number at \$\.a\[1\]/],
      ['float("-inf")', /-inf is no JSON number at \$/],
      ['{1, 2}', /a builtins\.set is no JSON value at \$/],
      ['{"a": {3: 1}}', /the key 3 is no text at \$\.a/],
      ['[2**60]', /1152921504606846976 is larger than JSON numbers are exact for at \$\[0\]/],
      ['(n for n in [1])', /a builtins\.generator is no JSON value/],
      ['b"x"', /a builtins\.bytes is no JSON value/],
      ['loop', /nested deeper than 500 levels, or contains itself/],
    ];
    for (const [result, reason] of cases) {
      const error = await failure(python(`loop = []\nloop.append(loop)\ndef f(): return ${result}`));
      assert.deepEqual([error.code, reason.test(error.message)], ['TASK_RESULT_NOT_JSON', true], error.message);
    }
  });

  test('skip and fail end the task as they say, and codes of sys.exit may skip it', async () => {
    const end = (body: string, options = {}) =>
      bench.run(python(`import os, sys\nfrom aquilon import *\ndef f(): ${body}`, {}, options));
    assert.deepEqual(await end('skip("no data today")'), { state: 'skipped', reason: 'no data today' });
    const failed = await end('fail("wrong schema")');
    assert.ok(failed.state === 'failed' && !failed.retryable && /wrong schema/.test(failed.error.message));
    assert.equal((await end('sys.exit(99)', { skipOnExitCode: 99 })).state, 'skipped');
    const left = failureOf(await end('sys.exit(3)'));
    assert.deepEqual([left.code, left.exitCode], ['PYTHON_ENDED', 3]);
    assert.match(
      failureOf(await end('sys.exit(0)')).message,
      /ended with the exit code 0 before the function returned/,
    );
    assert.match(failureOf(await end('os._exit(5)')).message, /exit code 5/);
    assert.match(failureOf(await end('os.kill(os.getpid(), 9)')).message, /signal SIGKILL/);
    assert.match(failureOf(await end('os.kill(os.getpid(), 15)')).message, /asked to end by SIGTERM/);
  });

  test('the helper gives context, variables and connections, and keeps values; secrets are masked', async () => {
    bench.variables.set('api_key', 'a-secret-key');
    bench.connections.set('shop', 'postgres://me:a-secret-word@db.example:5432/shop');
    const text = `
from aquilon import get_context, get_variable, get_connection, xcom_push
def f():
    shop = get_connection("shop")
    print(get_variable("api_key"), shop["password"])
    xcom_push("rows", [1, 2])
    context = get_context()
    return [context["dag_id"], context["ds"], context["try_number"], shop["conn_type"], shop["port"],
            get_variable("none", "d"), get_connection("none")]
`;
    const work = python(text);
    assert.deepEqual(await resultOf(work), ['d', '2026-01-01', 1, 'postgres', 5432, 'd', null]);
    assert.deepEqual(bench.xcoms.get('t/rows'), { kind: 'json', value: [1, 2] });
    assert.ok(bench.log(work).some(({ event }) => event === '*** ***'));
    assert.match(
      (await failure(python('from aquilon import *\ndef f(): xcom_push("a", {1})'))).message,
      /TypeError: The value is no JSON/,
    );
  });

  test('what it imports from its folder comes from the snapshot, not from the disk', async () => {
    for (const [name, text] of [
      ['lib/__init__.py', ''],
      [
        'lib/maths.py',
        'from .deep.numbers import TWO\nfrom lib import names\ndef double(n): return n * TWO, names.NAME',
      ],
      ['lib/names.py', 'NAME = __file__.rsplit("/", 2)[1:]'],
      ['lib/deep/numbers.py', 'TWO = 2'],
    ] as const) {
      const path = join(bench.home, 'dags', name);
      bench.files.set(path, text);
      siblings.push(path);
    }
    assert.ok(!existsSync(join(bench.home, 'dags', 'lib')));
    const value = await resultOf(python('import lib.maths\ndef f(): return lib.maths.double(4)'));
    siblings.length = 0;
    assert.deepEqual(value, [8, ['lib', 'names.py']]);
  });

  test('variables and the working folder are those of the options', async () => {
    const text =
      'import os\ndef f(): return [os.environ.get("A"), "HOME" in os.environ, os.getcwd(), os.environ["AIRFLOW_CTX_TASK_ID"]]';
    assert.deepEqual(await resultOf(python(text, {}, { env: { A: 1 }, cwd: '/' })), ['1', true, '/', 't']);
    assert.deepEqual(await resultOf(python(text, {}, { inheritEnv: false, cwd: '/' })), [null, false, '/', 't']);
    assert.match((await failure(python(text, {}, { cwd: '/no/such' }))).message, /could not be started/);
  });

  test('an interpreter that is not there or is none fails with its name and the reason', async () => {
    const withPython = (name: string) => failure(python('def f(): pass', {}, { python: name }));
    const absent = await withPython('/no/such/python');
    assert.deepEqual([absent.code, /no such program/.test(absent.message)], ['PYTHON_NOT_FOUND', true]);
    assert.match((await withPython('2.4')).message, /There is no Python 2\.4 on this machine: .+ is 3\./);
    for (const name of ['/bin/true', '/bin/false', '/bin/ls']) {
      const error = await withPython(name);
      assert.deepEqual([error.code, error.message.includes(name)], ['PYTHON_UNUSABLE', true], error.message);
    }
    assert.match((await withPython('3.99')).message, /There is no Python 3\.99 on this machine/);
    assert.deepEqual(await bench.run(python('def f(): pass', {}, { python: '3' })), { state: 'success' });
  });

  test('a machine without Python is told so', async () => {
    const path = process.env.PATH;
    process.env.PATH = join(bench.home, 'empty');
    const bare = await openBench();
    process.env.PATH = path;
    const error = failureOf(await bare.run(bare.operator('python', { file: 'x.py', function: 'f' })));
    await bare.close();
    assert.equal(error.code, 'PYTHON_NOT_FOUND');
    assert.match(error.message, /no python3, no python on PATH/);
  });

  test('a task that is to end gets SIGTERM as an exception, and may tidy up', async () => {
    const work = python(
      'import time\ndef f():\n    try:\n        print("ready")\n        time.sleep(1000)\n    finally:\n        print("tidy")',
    );
    bench.executor.dispatch([work]);
    const events = () => bench.log(work).map(({ event }) => event);
    await eventually('it runs', () => events().includes('ready'));
    bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'stop' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_MARKED');
    assert.ok(events().includes('tidy'));
  });

  test('a script that ignores SIGTERM is killed with all that it started', async () => {
    const text = `
import signal, subprocess, time
def f():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "1000"])
    print("pid", child.pid)
    while True:
        try: time.sleep(1)
        except BaseException: pass
`;
    const work = python(text);
    bench.executor.dispatch([work]);
    const pid = () =>
      Number(
        bench
          .log(work)
          .find(({ event }) => event.startsWith('pid '))
          ?.event.slice(4) ?? 0,
      );
    await eventually('it runs', () => pid() > 0);
    bench.executor.cancel(work.attemptId, { code: 'TASK_TIMEOUT', message: 'late' });
    assert.equal(failureOf(await bench.outcome(work)).code, 'TASK_TIMEOUT');
    assert.ok(!isRunning(pid()));
  });

  test('a script that prints a gigabyte succeeds: its log is cut and says so, lines without an end included', async () => {
    const text = `
import sys
def f():
    part = "x" * (2**20 - 1) + "\\n"
    for n in range(512): sys.stdout.write(part)
    for n in range(512): sys.stdout.write("y" * 2**20)
    print("\\nthe end")
    return 1
`;
    const work = python(text);
    assert.equal(await resultOf(work), 1);
    const log = bench.log(work);
    assert.ok(log.some(({ event }) => /The log has reached its limit/.test(event)));
    assert.ok(
      log.some(({ event }) => event === 'the end'),
      'the end of the output is kept',
    );
  });
});
