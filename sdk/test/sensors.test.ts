import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Dag,
  dateTimeSensor,
  externalTaskSensor,
  fileSensor,
  httpSensor,
  s3KeySensor,
  sensor,
  sqlSensor,
  timeDeltaSensor,
} from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';

const problemOf = (what: unknown): string => {
  const dag = new Dag('broken');
  dag.task('wait', what as never)();
  assert.throws(
    () => serialize(dag),
    (error) => error instanceof Error && 'code' in error && error.code === 'DAG_INVALID',
  );
  try {
    serialize(dag);
    return '';
  } catch (error) {
    return String(error);
  }
};

test('wrong options of sensors are told by name, value and what is allowed, with the task and its line', () => {
  const cases: [expected: RegExp, what: unknown][] = [
    [
      /task wait \(line \d+\): pokeInterval is "soon"; it must be a duration/,
      sensor(() => true, { pokeInterval: 'soon' as never }),
    ],
    [/pokeInterval is -1; it must be a duration/, sensor(() => true, { pokeInterval: -1 })],
    [/timeout is -5; it must be a duration/, fileSensor({ path: 'x', timeout: -5 })],
    [/maxWait is "x"; it must be a duration/, fileSensor({ path: 'x', maxWait: 'x' as never })],
    [/mode is "sleep"; It must be one of poke, reschedule/, fileSensor({ path: 'x', mode: 'sleep' as never })],
    [/softFail is "yes"; it must be true or false/, sensor(() => true, { softFail: 'yes' as never })],
    [/softFail and neverFail are both true/, sensor(() => true, { softFail: true, neverFail: true })],
    [/silentFail and neverFail are both true/, sensor(() => true, { silentFail: true, neverFail: true })],
    [
      /there is no option pokeIntervall\. Did you mean pokeInterval\?/,
      sensor(() => true, { pokeIntervall: 1 } as never),
    ],
    [/sensor\(\) takes a function/, sensor(7 as never)],
    [/sensor takes an object of options/, sensor(() => true, 7 as never)],
    [/fileSensor takes an object of options/, fileSensor('data' as never)],
    [/path is missing/, fileSensor({} as never)],
    [/path is 7; it must be a text/, fileSensor({ path: 7 as never })],
    [/recursive is 1; it must be true or false/, fileSensor({ path: 'x', recursive: 1 as never })],
    [/targetTime is "tomorrow"; it must be a Date or an instant/, dateTimeSensor({ targetTime: 'tomorrow' })],
    [/targetTime is "2026-01-01"; it must be/, dateTimeSensor({ targetTime: '2026-01-01' })],
    [/targetTime is null; it must be/, dateTimeSensor({ targetTime: new Date('x') })],
    [/url is missing/, httpSensor({} as never)],
    [/url is "\/health"; it must begin with http:\/\/ or https:\/\//, httpSensor({ url: '/health' })],
    [/url is "file:\/\/\/etc"; it must begin with http/, httpSensor({ url: 'file:///etc' })],
    [
      /method is "FETCH"; Did you mean PATCH\? It must be one of GET, HEAD/,
      httpSensor({ url: 'http://a', method: 'FETCH' as never }),
    ],
    [
      /headers is \{"a":1\}; it must be an object of texts/,
      httpSensor({ url: 'http://a', headers: { a: 1 as never } }),
    ],
    [/data is "x"; a request of the method GET has none/, httpSensor({ url: 'http://a', data: 'x' })],
    [/responseCheck is true; it must be an object/, httpSensor({ url: 'http://a', responseCheck: true as never })],
    [/responseCheck.status is 7; it must be a status/, httpSensor({ url: 'http://a', responseCheck: { status: 7 } })],
    [
      /there is no option body\. Options: status, json, text/,
      httpSensor({ url: 'http://a', responseCheck: { body: 1 } as never }),
    ],
    [
      /responseErrorCodesAllowlist is \["404"\]; it must be/,
      httpSensor({ url: 'http://a', responseErrorCodesAllowlist: ['404'] as never }),
    ],
    [/externalDagId is missing/, externalTaskSensor({} as never)],
    [
      /of externalTaskId, externalTaskIds and externalTaskGroupId, more than one/,
      externalTaskSensor({ externalDagId: 'd', externalTaskId: 'a', externalTaskGroupId: 'g' }),
    ],
    [
      /externalTaskIds is \[\]; it must name at least one/,
      externalTaskSensor({ externalDagId: 'd', externalTaskIds: [] }),
    ],
    [
      /externalTaskIds is \["a","a"\]; each task is named once/,
      externalTaskSensor({ externalDagId: 'd', externalTaskIds: ['a', 'a'] }),
    ],
    [
      /allowedStates names "skipped"; States: queued, running, success, failed/,
      externalTaskSensor({ externalDagId: 'd', allowedStates: ['skipped'] }),
    ],
    [
      /failedStates names "faild"; Did you mean failed\?/,
      externalTaskSensor({ externalDagId: 'd', externalTaskId: 'a', failedStates: ['faild'] }),
    ],
    [/the state success is given twice/, externalTaskSensor({ externalDagId: 'd', failedStates: ['success'] })],
    [/bucketKey is missing/, s3KeySensor({} as never)],
    [/bucketKey is "a.csv"; it must be s3:\/\/bucket\/key, or bucketName/, s3KeySensor({ bucketKey: 'a.csv' })],
    [
      /bucketKey is "s3:\/\/b\/k"; with bucketName it must be a key/,
      s3KeySensor({ bucketKey: 's3://b/k', bucketName: 'b' }),
    ],
    [
      /wildcardMatch and useRegex are both true/,
      s3KeySensor({ bucketKey: 's3://b/k', wildcardMatch: true, useRegex: true }),
    ],
    [
      /bucketKey is "s3:\/\/b\/\("; it must be a regular expression/,
      s3KeySensor({ bucketKey: 's3://b/(', useRegex: true }),
    ],
    [/connId is missing/, sqlSensor({ sql: 'select 1' } as never)],
    [/sql is ""; it must be a text/, sqlSensor({ connId: 'c', sql: '' })],
    [/parameters is "x"; it must be a list/, sqlSensor({ connId: 'c', sql: 'select 1', parameters: 'x' as never })],
    [/delta is missing/, timeDeltaSensor({} as never)],
    [/delta is "later"; it must be a duration/, timeDeltaSensor({ delta: 'later' as never })],
  ];
  for (const [expected, what] of cases) assert.match(problemOf(what), expected);
});

test('a sensor is serialised with its rules; where it does not say, the time-out is left to the configuration', () => {
  const dag = new Dag('d');
  dag.task(
    'own',
    sensor(() => true, { pokeInterval: '5m', mode: 'reschedule', silentFail: true, maxWait: '1h' }),
  )();
  dag.task('file', fileSensor({ path: 'data/*.csv', timeout: '10m', softFail: true, exponentialBackoff: true }))();
  const [own, file] = serialize(dag).tasks;
  const rules = { softFail: false, exponentialBackoff: false, maxWaitMs: null };
  assert.deepEqual(
    [own?.operator, own?.body, own?.sensor],
    [
      '@task.sensor',
      'handler',
      { ...rules, pokeIntervalMs: 300_000, timeoutMs: null, maxWaitMs: 3_600_000, onError: 'wait' },
    ],
  );
  assert.deepEqual(
    [file?.operator, file?.options, file?.sensor],
    [
      'FileSensor',
      { path: 'data/*.csv', recursive: false },
      {
        pokeIntervalMs: 60_000,
        timeoutMs: 600_000,
        softFail: true,
        exponentialBackoff: true,
        maxWaitMs: null,
        onError: 'fail',
      },
    ],
  );
});
