import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import fc from 'fast-check';
import { parseCron } from './cron.ts';
import { cronSteps } from './cron-steps.ts';
import { type DataInterval, nextTick, type Tick, type TickLimits } from './timetable.ts';

const at = (text: string): number => Date.parse(text);
const iso = (instant: number): string => new Date(instant).toISOString();
const cron = (expression: string, timezone = 'UTC'): SerializedTimetable => ({
  kind: 'cron',
  expression,
  timezone,
  summary: expression,
});
const intervalOf = (tick: Tick): DataInterval => ({ start: tick.dataIntervalStart, end: tick.dataIntervalEnd });
const exact = (instant: number): DataInterval => ({ start: instant, end: instant });
const free: TickLimits = { earliest: null, latest: null, catchup: false };

/** Next ticks, from a reference written by hand or taken from croniter 6. */
const NEXT: readonly [expression: string, timezone: string, after: string, ticks: string[]][] = [
  ['0 0 * * *', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z']],
  ['*/15 * * * *', 'UTC', '2026-01-01T00:07:30Z', ['2026-01-01T00:15:00.000Z', '2026-01-01T00:30:00.000Z']],
  ['30 6 * * 1-5', 'UTC', '2026-11-20T06:30:00Z', ['2026-11-23T06:30:00.000Z', '2026-11-24T06:30:00.000Z']],
  ['0 0 15W * *', 'UTC', '2026-01-20T00:00:00Z', ['2026-02-16T00:00:00.000Z', '2026-03-16T00:00:00.000Z']],
  ['0 0 1W * *', 'UTC', '2026-07-20T00:00:00Z', ['2026-08-03T00:00:00.000Z', '2026-09-01T00:00:00.000Z']],
  ['0 0 * * L5', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-30T00:00:00.000Z', '2026-02-27T00:00:00.000Z']],
  ['0 0 25-L * *', 'UTC', '2026-02-26T00:00:00Z', ['2026-02-27T00:00:00.000Z', '2026-02-28T00:00:00.000Z']],
  ['0 0 * * * */20', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-01T00:00:20.000Z', '2026-01-01T00:00:40.000Z']],
  ['30 0 * * sat-mon', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-03T00:30:00.000Z', '2026-01-04T00:30:00.000Z']],
  ['0 0 * 2 1#5', 'UTC', '2072-03-01T00:00:00Z', ['2112-02-29T00:00:00.000Z']],
  ['0 0 29 2 *', 'UTC', '2096-02-29T00:00:00Z', ['2104-02-29T00:00:00.000Z']],
  ['59 23 31 12 *', 'UTC', '2037-12-31T23:59:00Z', ['2038-12-31T23:59:00.000Z', '2039-12-31T23:59:00.000Z']],
  ['0 * * * *', 'Europe/Paris', '2038-10-31T00:30:00Z', ['2038-10-31T01:00:00.000Z', '2038-10-31T02:00:00.000Z']],
  ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00.000Z', '2032-02-29T00:00:00.000Z']],
  ['0 12 L * *', 'UTC', '2026-01-31T12:00:00Z', ['2026-02-28T12:00:00.000Z', '2026-03-31T12:00:00.000Z']],
  ['0 12 * * 5#2', 'UTC', '2026-11-01T00:00:00Z', ['2026-11-13T12:00:00.000Z', '2026-12-11T12:00:00.000Z']],
  ['0 0 13 * 5', 'UTC', '2026-02-01T00:00:00Z', ['2026-02-06T00:00:00.000Z', '2026-02-13T00:00:00.000Z']],
  ['@monthly', 'UTC', '2026-01-15T00:00:00Z', ['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z']],
  [
    '0 22-2 * * *',
    'UTC',
    '2026-01-01T21:00:00Z',
    ['2026-01-01T22:00:00.000Z', '2026-01-01T23:00:00.000Z', '2026-01-02T00:00:00.000Z'],
  ],
  // Spring: 02:30 does not exist on 2026-03-08 in New York, and runs as much later.
  ['30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', ['2026-03-08T07:30:00.000Z', '2026-03-09T06:30:00.000Z']],
  // Autumn: 01:30 comes twice on 2026-11-01; the second counts, once.
  ['30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', ['2026-11-01T06:30:00.000Z', '2026-11-02T06:30:00.000Z']],
  // Every hour means every hour of real time, over the change as well.
  [
    '0 * * * *',
    'America/New_York',
    '2026-11-01T04:00:00Z',
    ['2026-11-01T05:00:00.000Z', '2026-11-01T06:00:00.000Z', '2026-11-01T07:00:00.000Z'],
  ],
];

for (const [expression, timezone, after, ticks] of NEXT) {
  test(`${expression} in ${timezone} after ${after} ticks at ${ticks.join(', ')}`, () => {
    const { next } = cronSteps(expression, timezone);
    let from = at(after);
    for (const tick of ticks) {
      from = next(from);
      assert.equal(iso(from), tick);
    }
  });
}

for (const [expression, message] of [
  ['* * * *', /4 field/],
  ['60 * * * *', /minute "60" must lie between 0 and 59/],
  ['* * * * mon-xyz', /weekday "xyz"/],
  ['*/0 * * * *', /a step is 1 or more/],
  ['0 0 31 2 *', /never fires/],
  ['0 0 * * 1#6', /from 1 to 5/],
  ['0 0 * * 5,1#2', /do not stand beside plain ones/],
  ['? * * * *', /minute "\?" is no number/],
  ['0 0 40W * *', /day "40" must lie between 1 and 31/],
  ['0 0 * * * 0 2030', /7 field/],
  ['0 0 -5 * *', /day "-5" is no number/],
  ['0 0 * * 8', /weekday "8" must lie between 0 and 7, or sun to sat/],
] as const) {
  test(`the cron expression ${expression} is refused with what is wrong`, () => {
    assert.throws(() => parseCron(expression), message);
  });
}

test('without catchup the first tick of an old DAG is the last one before now, and the next follows it', () => {
  const limits = { ...free, earliest: at('2026-01-01T00:00:00Z') };
  const first = nextTick(cron('0 0 * * *'), null, limits, at('2026-06-15T10:00:00Z'));
  assert.equal(first && iso(first.logicalDate), '2026-06-15T00:00:00.000Z');
  const second = nextTick(cron('0 0 * * *'), first && intervalOf(first), limits, at('2026-06-15T10:00:01Z'));
  assert.equal(second && iso(second.runAfter), '2026-06-16T00:00:00.000Z');
});

test('with catchup every tick since the start date comes, and none after the end date', () => {
  const limits = { earliest: at('2026-01-01T00:00:00Z'), latest: at('2026-01-03T00:00:00Z'), catchup: true };
  const ticks: string[] = [];
  for (let last: DataInterval | null = null; ; ) {
    const tick = nextTick(cron('0 0 * * *'), last, limits, at('2026-06-15T00:00:00Z'));
    if (!tick) break;
    ticks.push(iso(tick.logicalDate));
    last = intervalOf(tick);
  }
  assert.deepEqual(ticks, ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z']);
});

test('a DAG without a start date waits for the next tick', () => {
  const tick = nextTick(cron('0 0 * * *'), null, free, at('2026-06-15T10:00:00Z'));
  assert.equal(tick && iso(tick.runAfter), '2026-06-16T00:00:00.000Z');
});

test('an interval ticks a whole interval after its last run, and at once when that is past', () => {
  const daily: SerializedTimetable = { kind: 'interval', ms: 86_400_000, summary: '1 day, 0:00:00' };
  const now = at('2026-06-15T10:00:00Z');
  assert.equal(nextTick(daily, null, free, now)?.runAfter, now);
  assert.equal(nextTick(daily, exact(now), free, now + 5)?.runAfter, now + 86_400_000);
  assert.equal(nextTick(daily, exact(now - 10 * 86_400_000), free, now)?.runAfter, now);
});

test('@once ticks once, and a DAG without a schedule never', () => {
  const once: SerializedTimetable = { kind: 'once', summary: '@once' };
  assert.equal(nextTick(once, null, free, 5)?.runAfter, 5);
  assert.equal(nextTick(once, exact(5), free, 6), null);
  assert.equal(nextTick({ kind: 'null', summary: null }, null, free, 5), null);
});

const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Paris',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Pacific/Apia',
];
const EXPRESSIONS = [
  '0 * * * *',
  '30 2 * * *',
  '*/7 * * * *',
  '0 0,12 * * *',
  '15 1-3 * * *',
  '0 0 1 * *',
  '59 23 * * 0',
  '0 0 L * *',
];

test('a tick that the clock skips is not the last one while it is still to come', () => {
  // In St. John's 02:15 does not exist on this day: it runs at 03:15, a quarter of an hour after this instant.
  const from = at('2023-03-12T05:30:00Z');
  const { alignDown, next } = cronSteps('15 1-3 * * *', 'America/St_Johns');
  assert.equal(iso(alignDown(from)), '2023-03-12T04:45:00.000Z');
  assert.equal(iso(next(from)), '2023-03-12T05:45:00.000Z');
});

test('in every zone ticks only go forward, and the tick before the next one is the present one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...EXPRESSIONS),
      fc.constantFrom(...ZONES),
      fc.integer({ min: at('2006-01-01T00:00:00Z'), max: at('2036-01-01T00:00:00Z') }),
      (expression, zone, from) => {
        const { next, alignUp, alignDown } = cronSteps(expression, zone);
        const tick = next(from);
        assert.ok(tick > from, `${iso(tick)} is not after ${iso(from)}`);
        assert.ok(next(tick) > tick);
        assert.ok(alignDown(from) <= from);
        assert.ok(alignUp(from) >= from);
      },
    ),
    { numRuns: 5000 },
  );
});

test('@continuous covers the time since the run before, and waits where the clock was set back', () => {
  const continuous: SerializedTimetable = { kind: 'continuous', summary: '@continuous' };
  const first = nextTick(continuous, null, free, 1000);
  assert.deepEqual(first && intervalOf(first), exact(1000));
  assert.deepEqual(nextTick(continuous, exact(1000), free, 1000)?.dataIntervalStart, 1001);
  const later = nextTick(continuous, { start: 1000, end: 5000 }, free, 9000);
  assert.deepEqual(later && intervalOf(later), { start: 5000, end: 9000 });
  assert.equal(nextTick(continuous, { start: 1000, end: 5000 }, free, 2000)?.runAfter, 5000);
  assert.equal(nextTick(continuous, { start: 1000, end: 5000 }, { ...free, latest: 8000 }, 9000), null);
});

test('of a DAG without a start date, the tick just past counts as runImmediately says', () => {
  const now = at('2026-06-15T10:05:00Z');
  const first = (runImmediately?: boolean | number) => {
    const said = runImmediately === undefined ? {} : { runImmediately };
    const tick = nextTick(
      { kind: 'cron', expression: '0 * * * *', timezone: 'UTC', summary: '', ...said },
      null,
      free,
      now,
    );
    return tick && iso(tick.runAfter);
  };
  assert.equal(first(), '2026-06-15T10:00:00.000Z', 'a tenth of the hour is 6 minutes');
  assert.equal(first(true), '2026-06-15T10:00:00.000Z');
  assert.equal(first(false), '2026-06-15T11:00:00.000Z');
  assert.equal(first(60_000), '2026-06-15T11:00:00.000Z');
});

test('a tick that lies beyond the dates of a database does not come', () => {
  const far: SerializedTimetable = { kind: 'interval', ms: 36_500 * 86_400_000, summary: '' };
  const last = exact(at('9950-01-01T00:00:00Z'));
  assert.equal(nextTick(far, last, { ...free, catchup: true }, last.end), null);
  const early = { ...free, earliest: at('0001-01-02T00:00:00Z'), catchup: true };
  assert.equal(nextTick({ ...far, intervalMs: 86_400_000 * 10 }, null, early, 0), null);
  assert.equal(nextTick({ kind: 'once', summary: '@once' }, null, { ...free, earliest: Number.NaN }, 5), null);
});
