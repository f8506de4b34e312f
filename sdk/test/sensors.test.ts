import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dag, dateTimeSensor, fileSensor, sensor, timeDeltaSensor } from '@aquilon/sdk';
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
