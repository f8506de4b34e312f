import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bash, Dag, email, http } from '@aquilon/sdk';
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
