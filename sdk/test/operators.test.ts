import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bash, Dag, docker, email, http, python, slack, sql } from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';

const problemOf = (what: unknown): string => {
  const dag = new Dag('broken');
  dag.task('t', what as never)();
  try {
    serialize(dag);
    return '';
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'DAG_INVALID');
    return String(error);
  }
};

test('wrong options of operators are told by name, value and what is allowed, with the task and its line', () => {
  const cases: [expected: RegExp, what: unknown][] = [
    [/task t \(line \d+\): bashCommand is missing/, bash({} as never)],
    [/bashCommand is 5; it must be a text/, bash({ bashCommand: 5 as never })],
    [/bash takes an object of options/, bash('ls' as never)],
    [
      /there is no option comand\. Did you mean|there is no option bashComand\. Did you mean bashCommand\?/,
      bash({ bashComand: 'ls' } as never),
    ],
    [/env is "A=1"; it must be an object of texts/, bash({ bashCommand: 'ls', env: 'A=1' as never })],
    [/env is \{"A":\[\]\}; it must be an object of texts/, bash({ bashCommand: 'ls', env: { A: [] as never } })],
    [/skipOnExitCode is 300; it must be an exit code, 0 to 255/, bash({ bashCommand: 'ls', skipOnExitCode: 300 })],
    [/appendEnv is "no"; it must be true or false/, bash({ bashCommand: 'ls', appendEnv: 'no' as never })],
    [/outputProcessor is "x"; it must be a function/, bash({ bashCommand: 'ls', outputProcessor: 'x' as never })],
    [/to is missing/, email({ subject: 's', htmlContent: 'h' } as never)],
    [
      /cc is \[7\]; it must be a text or a list of texts/,
      email({ to: 'a', subject: 's', htmlContent: 'h', cc: [7] as never }),
    ],
    [/url is missing/, http({} as never)],
    [/url is "\/rows"; it must begin with http/, http({ url: '/rows' })],
    [/method is "FETCH"; it must be one of GET/, http({ url: 'http://x', method: 'FETCH' as never })],
    [/headers is \[\]; it must be an object of texts/, http({ url: 'http://x', headers: [] as never })],
    [/responseCheck is true; it must be a function/, http({ url: 'http://x', responseCheck: true as never })],
    [/extraOptions is 5; it must be an object with timeout/, http({ url: 'http://x', extraOptions: 5 as never })],
    [
      /extraOptions: timeout is "soon"; it must be a duration/,
      http({ url: 'http://x', extraOptions: { timeout: 'soon' as never } }),
    ],
    [/extraOptions: there is no option retries/, http({ url: 'http://x', extraOptions: { retries: 1 } as never })],
    [
      /extraOptions: maxBytes is 0; it must be a whole number, 1 or more/,
      http({ url: 'http://x', extraOptions: { maxBytes: 0 } }),
    ],
    [/file is missing/, python({ function: 'f' } as never)],
    [/file is "train"; it must be the path of a \.py file/, python({ file: 'train', function: 'f' })],
    [/function is "a\.b"; it must be the name of a Python function/, python({ file: 'a.py', function: 'a.b' })],
    [/python is 3\.11; it must be a text/, python({ file: 'a.py', function: 'f', python: 3.11 as never })],
    [
      /requirements is "-r other\.txt"; it must name packages/,
      python({ file: 'a.py', function: 'f', requirements: ['-r other.txt'] }),
    ],
    [
      /requirements is 7; it must be a text or a list/,
      python({ file: 'a.py', function: 'f', requirements: 7 as never }),
    ],
    [
      /indexUrls is given without requirements/,
      python({ file: 'a.py', function: 'f', indexUrls: 'https://index.example/simple' }),
    ],
    [/python takes an object of options/, python('a.py' as never)],
    [/image is missing/, docker({} as never)],
    [/there is no option comand\. Did you mean command\?/, docker({ image: 'i', comand: 'ls' } as never)],
    [/command is \[5\]; it must be a text or a list of texts/, docker({ image: 'i', command: [5] as never })],
    [/privateEnvironment is "A=1"; it must be an object/, docker({ image: 'i', privateEnvironment: 'A=1' as never })],
    [/autoRemove is true; it must be one of never, success, force/, docker({ image: 'i', autoRemove: true as never })],
    [/dockerUrl is "ssh:\/\/host"; it must begin with unix:/, docker({ image: 'i', dockerUrl: 'ssh://host' })],
    [/memLimit is "much"; it must be a number of bytes/, docker({ image: 'i', memLimit: 'much' })],
    [/shmSize is 0; it must be a number of bytes/, docker({ image: 'i', shmSize: 0 })],
    [/cpus is 0; it must be a number above 0/, docker({ image: 'i', cpus: 0 })],
    [/skipOnExitCode is -1; it must be an exit code/, docker({ image: 'i', skipOnExitCode: -1 })],
    [/mounts is \{\}; it must be a list of objects/, docker({ image: 'i', mounts: {} as never })],
    [
      /mounts\[1\]: target is "in"; it must be an absolute path/,
      docker({ image: 'i', mounts: [{ target: '/a' }, { target: 'in' }] }),
    ],
    [
      /mounts\[0\]: there is no option readonly\./,
      docker({ image: 'i', mounts: [{ target: '/a', readonly: true } as never] }),
    ],
    [
      /source is "\/data"; a path needs type: 'bind'/,
      docker({ image: 'i', mounts: [{ target: '/a', source: '/data' }] }),
    ],
    [
      /source is "data"; with type: 'bind' it must be/,
      docker({ image: 'i', mounts: [{ target: '/a', source: 'data', type: 'bind' }] }),
    ],
    [
      /xcomAll and retrieveOutput are both given/,
      docker({ image: 'i', xcomAll: true, retrieveOutput: true, retrieveOutputPath: '/a' } as never),
    ],
    [/retrieveOutput is given without retrieveOutputPath/, docker({ image: 'i', retrieveOutput: true } as never)],
    [/retrieveOutputPath is given without retrieveOutput/, docker({ image: 'i', retrieveOutputPath: '/a' } as never)],
    [/docker takes an object of options/, docker('image' as never)],
    [/connId is missing/, sql({ sql: 'select 1' } as never)],
    [/sql is \[5\]; it must be a text or a list of texts/, sql({ connId: 'c', sql: [5] as never })],
    [/parameters is "x"; it must be a list/, sql({ connId: 'c', sql: 's', parameters: 'x' as never })],
    [/maxRows is 0; it must be a whole number, 1 or more/, sql({ connId: 'c', sql: 's', maxRows: 0 })],
    [/handler is 5; it must be a function/, sql({ connId: 'c', sql: 's', handler: 5 as never })],
    [/blocks is \{\}; it must be a list/, slack({ blocks: {} as never })],
    [/timeout is "late"; it must be a duration/, slack({ message: 'm', timeout: 'late' as never })],
    [/webhookUrl is "T0\/B0"; it must begin with https/, slack({ message: 'm', webhookUrl: 'T0/B0' })],
    [
      /webhookUrl and slackWebhookConnId are both given/,
      slack({ message: 'm', webhookUrl: 'https://x', slackWebhookConnId: 'c' }),
    ],
  ];
  for (const [expected, what] of cases) assert.match(problemOf(what), expected);
});

test('options that are templates are not looked at before they are rendered', () => {
  assert.equal(problemOf(bash({ bashCommand: 'ls', env: '{{ params.env }}' as never })), '');
  assert.equal(problemOf(http({ url: '{{ params.url }}' })), '');
});

test('an option that must be there may come as an argument of the task', () => {
  const dag = new Dag('later');
  const command = dag.task('command', () => 'ls')();
  dag.task('a', bash)({ bashCommand: command });
  dag.task('b', bash).expand({ bashCommand: ['ls', 'pwd'] });
  dag.task('c', bash).expandKwargs([{ bashCommand: 'ls' }]);
  assert.equal(serialize(dag).tasks.length, 4);
  dag.task('d', bash)({ cwd: '/' } as never);
  assert.throws(() => serialize(dag), /task d \(line \d+\): bashCommand is missing/);
});

test('functions among the options stay with the DAG file: true stands for them', () => {
  const dag = new Dag('functions');
  const rows = dag.task('rows', http({ url: 'http://x', responseFilter: ({ json }) => (json as number[]).length }))();
  dag.task('use', ({ n }: { n: number }) => n + 1)({ n: rows });
  assert.deepEqual(serialize(dag).tasks[0]?.options, { url: 'http://x', responseFilter: true });
});

test('a Python function takes arguments beside its options: results of tasks, lists to map over, and templates', () => {
  const dag = new Dag('mixed');
  const rows = dag.task('rows', () => [1, 2])();
  const count = dag.task(
    'count',
    python<number, { rows: number[]; file: string }>({ file: 'a.py', function: 'count' }),
  );
  count({ rows, file: '{{ ds }}.csv' });
  const each = dag.task('each', python<number, { n: number }>({ file: 'a.py', function: 'f', requirements: ['x'] }));
  dag.task('use', ({ all }: { all: number[] }) => all.length)({ all: each.expand({ n: rows }) });
  const [, counted, mapped] = serialize(dag).tasks;
  assert.deepEqual(counted?.options, { file: 'a.py', function: 'count' });
  assert.deepEqual(Object.keys(counted?.inputs ?? {}), ['rows', 'file']);
  assert.deepEqual(counted?.template?.fields, ['file']);
  assert.deepEqual([counted?.operator, mapped?.operator], ['@task.external_python', '@task.virtualenv']);
  assert.equal(mapped?.expand?.kind, 'product');
});
