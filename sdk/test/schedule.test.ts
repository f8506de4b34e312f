/** What an author may write as a schedule, what becomes of it, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dag, type DagOptions } from '../src/index.ts';
import { DagDefinitionError, serialize } from '../src/runtime.ts';

const timetableOf = (options: DagOptions) => serialize(new Dag('scheduled', options)).timetable;

test('a list of cron expressions is one schedule, in which each counts once', () => {
  assert.deepEqual(timetableOf({ schedule: ['0 8 * * 1-5', '@daily', '0 8 * * 1-5'], timezone: 'Europe/Paris' }), {
    kind: 'cron',
    expression: '0 8 * * 1-5',
    more: ['0 0 * * *'],
    timezone: 'Europe/Paris',
    summary: '0 8 * * 1-5, 0 0 * * *',
    dataInterval: false,
  });
});

test('a cron schedule says its zone, its data interval and whether the tick just past counts', () => {
  const cron = '0 8 * * *';
  const plain = { kind: 'cron', expression: cron, timezone: 'UTC', summary: cron };
  assert.deepEqual(timetableOf({ schedule: { cron } }), plain);
  assert.deepEqual(timetableOf({ schedule: { cron, dataInterval: true, timezone: 'Asia/Tokyo' } }), {
    ...plain,
    timezone: 'Asia/Tokyo',
    dataInterval: true,
  });
  assert.deepEqual(timetableOf({ schedule: { cron, interval: '1h', runImmediately: '10m' } }), {
    ...plain,
    intervalMs: 3_600_000,
    runImmediately: 600_000,
    dataInterval: false,
  });
});

test('a schedule may give its runs partition keys, in a format that is checked', () => {
  const cron = '0 * * * *';
  const keyOf = (partitionKey: boolean | string) => {
    const timetable = timetableOf({ schedule: { cron, partitionKey } });
    return timetable.kind === 'cron' ? timetable.partitionKey : assert.fail();
  };
  assert.deepEqual([keyOf(true), keyOf('%Y/%m'), keyOf(false)], ['%Y-%m-%dT%H:%M:%S', '%Y/%m', undefined]);
  assert.throws(() => keyOf('%Q'), /schedule\.partitionKey is "%Q"; it must be true, or a format of %Y/);
  assert.throws(
    () => timetableOf({ schedule: { cron, partitionKey: true, dataInterval: true } }),
    /schedule\.partitionKey and schedule\.dataInterval are both given/,
  );
});

test('an interval says how long the data interval of each run is', () => {
  const daily = { kind: 'interval', ms: 86_400_000, summary: '1 day, 0:00:00' };
  assert.deepEqual(timetableOf({ schedule: '1 day' }), daily);
  assert.deepEqual(timetableOf({ schedule: { every: '1 day', interval: '1h' } }), {
    ...daily,
    intervalMs: 3_600_000,
    dataInterval: false,
  });
  assert.deepEqual(timetableOf({ schedule: { every: '1 day', dataInterval: true } }), { ...daily, dataInterval: true });
});

test('events are sorted, and a date without an offset is in the time zone of the DAG', () => {
  const events = ['2026-07-01', new Date('2026-05-01T00:00:00Z'), '2026-07-01T00:00:00+02:00'];
  assert.deepEqual(timetableOf({ schedule: { events, restrictToEvents: true }, timezone: 'Europe/Paris' }), {
    kind: 'events',
    dates: ['2026-05-01T00:00:00.000Z', '2026-06-30T22:00:00.000Z'],
    restrictToEvents: true,
    summary: '2 events',
  });
  assert.equal(timetableOf({ schedule: { events, description: 'Finals' } }).summary, 'Finals');
});

test('how many failed runs in a row switch the DAG off is a whole number', () => {
  assert.equal(serialize(new Dag('failing', { maxConsecutiveFailedDagRuns: 3 })).maxConsecutiveFailedDagRuns, 3);
  for (const wrong of [-1, 1.5, '3', 10_001]) {
    const options = { maxConsecutiveFailedDagRuns: wrong as number };
    const expected = new RegExp(
      `maxConsecutiveFailedDagRuns is "?${wrong}"?; it must be a whole number from 0 to 10000`,
    );
    assert.throws(() => serialize(new Dag('failing', options)), expected);
  }
});

test('a timetable of one’s own is known by its methods, and shown by its name or as it says', () => {
  const methods = {
    nextDagrunInfo: () => null,
    inferManualDataInterval: () => ({ start: new Date(), end: new Date() }),
  };
  class Sunrise {
    nextDagrunInfo = methods.nextDagrunInfo;
    inferManualDataInterval = methods.inferManualDataInterval;
  }
  assert.deepEqual(timetableOf({ schedule: new Sunrise() }), {
    kind: 'custom',
    summary: 'Sunrise',
    description: 'Sunrise',
  });
  assert.deepEqual(timetableOf({ schedule: methods }), { kind: 'custom', summary: 'custom', description: 'custom' });
  assert.deepEqual(timetableOf({ schedule: { ...methods, summary: 'Dawn', description: 'At dawn' } }), {
    kind: 'custom',
    summary: 'Dawn',
    description: 'At dawn',
  });
});

test('a wrong schedule is refused with its option, its value and what is allowed', () => {
  const cases: [schedule: unknown, expected: RegExp][] = [
    ['never', /schedule is "never"; it must be a preset such as @daily, a cron expression of five fields/],
    ['@dayly', /Did you mean @daily\?/],
    [[], /schedule.cron is an empty list; it must be a cron expression of five fields, or a list of them/],
    [['0 8 * * *', '8 o clock'], /schedule.cron is "8 o clock"; it must be a cron expression/],
    [{ cron: 5 }, /schedule.cron is 5; it must be a cron expression/],
    [
      { cron: '0 8 * * *', timezone: 'Europe/Pariss' },
      /schedule.timezone is "Europe\/Pariss"; it must be the IANA name/,
    ],
    [{ cron: '0 8 * * *', interval: '-1h' }, /schedule.interval is "-1h"; it must be a duration/],
    [{ cron: '0 8 * * *', interval: -1 }, /schedule.interval is -1; it must be a duration/],
    [{ cron: '0 8 * * *', runImmediately: 'soon' }, /schedule.runImmediately is "soon"; it must be true, false, or a/],
    [{ cron: '0 8 * * *', dataInterval: 'yes' }, /schedule.dataInterval is "yes"; it must be true or false/],
    [
      { cron: ['0 8 * * *', '0 9 * * *'], dataInterval: true },
      /goes without interval, runImmediately and further crons/,
    ],
    [{ cron: '0 8 * * *', zone: 'UTC' }, /schedule: there is no option zone/],
    [{ every: '40000 days' }, /schedule.every is "40000 days"; .* and 36500 days at most/],
    [{ every: '1d', interval: 1e300 }, /schedule.interval is 1e\+300; it must be 36500 days at most/],
    [{ events: ['+200000-01-01'] }, /schedule.events\[0\] is "\+200000-01-01"; it must be a date/],
    [{ every: 0 }, /schedule.every is 0; it must be a duration of 1 ms or more/],
    [0, /schedule is 0; it must be a duration of 1 ms or more/],
    [{ every: '1 day', dataInterval: true, interval: '1h' }, /it goes without interval/],
    [{ events: [] }, /schedule.events is a list of 0 dates; it must be a list of 1 to 10000 dates/],
    [{ events: '2026-01-01' }, /schedule.events is "2026-01-01"; it must be a list/],
    [{ events: ['2026-02-30'] }, /schedule.events\[0\] is "2026-02-30"; it must be a date such as/],
    [{ events: ['2026-02-01', null] }, /schedule.events\[1\] is null; it must be a date/],
    [{ events: [new Date('no date')] }, /schedule.events\[0\] is null; it must be a date/],
    [
      { nextDagrunInfo: () => null },
      /schedule is .*; it must be a preset .* a timetable with nextDagrunInfo\(\) and inf/,
    ],
    [
      { nextDagrunInfo: () => null, inferManualDataInterval: () => null, summary: 5 },
      /schedule.summary is 5; it must be a text/,
    ],
    [{ weekly: true }, /schedule is \{"weekly":true\}; it must be a preset/],
    [true, /schedule is true; it must be a preset/],
  ];
  for (const [schedule, expected] of cases) {
    assert.throws(
      () => timetableOf({ schedule: schedule as never }),
      (error) => error instanceof DagDefinitionError && expected.test(error.message),
      `${JSON.stringify(schedule)} against ${expected}`,
    );
  }
});
