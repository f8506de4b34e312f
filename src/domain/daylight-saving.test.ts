/** What schedules do where clocks are changed: in every IANA zone, at every change of twenty years. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cronSteps, type Steps } from './cron-steps.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [FROM, TO] = [Date.UTC(2020), Date.UTC(2040)];

interface Change {
  zone: string;
  /** First instant of the new offset. */
  at: number;
  /** Milliseconds that the clock is set forward (a gap), or back (negative: an overlap). */
  shift: number;
}

const offset = (zoned: Temporal.ZonedDateTime): number => zoned.offsetNanoseconds / 1_000_000;

function changesOf(zone: string): Change[] {
  const found: Change[] = [];
  const first = Temporal.Instant.fromEpochMilliseconds(FROM).toZonedDateTimeISO(zone);
  for (let at = first.getTimeZoneTransition('next'); at !== null; at = at.getTimeZoneTransition('next')) {
    if (at.epochMilliseconds >= TO) break;
    const shift = offset(at) - offset(at.subtract({ nanoseconds: 1 }));
    // A zone may get another name, or call its time daylight saving, and keep its clock.
    if (shift !== 0) found.push({ zone, at: at.epochMilliseconds, shift });
  }
  return found;
}

const zones = Intl.supportedValuesOf('timeZone');
const changes = zones.flatMap(changesOf);

/** The ticks from a day before the change to a day after it. */
function ticksAround({ next }: Steps, at: number): number[] {
  const ticks: number[] = [];
  for (let tick = next(at - DAY); tick <= at + DAY; tick = next(tick)) ticks.push(tick);
  return ticks;
}

const describe = ({ zone, at, shift }: Change): string =>
  `${zone} at ${new Date(at).toISOString()}, ${shift / 60_000} minutes`;

const wallOf = (zone: string, at: number): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();

test('there are hundreds of zones and thousands of changes to look at', () => {
  assert.ok(zones.length > 400, `${zones.length} zones`);
  assert.ok(changes.length > 4000, `${changes.length} changes`);
  assert.ok(changes.some(({ shift }) => shift === 30 * 60_000));
  assert.ok(changes.some(({ shift }) => shift < 0));
});

test('ticks only go forward, and the one after the tick before is the same again', () => {
  for (const change of changes) {
    for (const expression of ['*/20 * * * *', '30 0-3 * * *', '45 23 * * *']) {
      const steps = cronSteps(expression, change.zone);
      const ticks = ticksAround(steps, change.at);
      for (const [index, tick] of ticks.entries()) {
        const before = ticks[index - 1];
        assert.ok(before === undefined || tick > before, `${expression} goes back in ${describe(change)}`);
        // Lord Howe's half hour: what steps in real time may come off the wall clock's minutes there, and back.
        if (change.shift % HOUR !== 0 && expression.endsWith('* * * *')) continue;
        assert.equal(steps.next(steps.previous(tick)), tick, `${expression} in ${describe(change)}`);
        assert.equal(steps.alignDown(tick), tick, `${expression} in ${describe(change)}`);
      }
    }
  }
});

test('an hourly schedule runs once in every hour of real time; where the clock moves by less, it is on the hour again at once', () => {
  for (const change of changes) {
    const ticks = ticksAround(cronSteps('0 * * * *', change.zone), change.at);
    const steps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
    const odd = steps.filter((step) => step !== HOUR);
    assert.ok(odd.length <= (change.shift % HOUR === 0 ? 0 : 2), `${odd} in ${describe(change)}`);
    for (const step of odd) assert.ok(step > 0 && step < 2 * HOUR, `${odd} in ${describe(change)}`);
  }
});

test('a daily schedule runs once for every day: later by the gap where the clock skips its time, and at the second where it comes twice', () => {
  let [skipped, doubled] = [0, 0];
  for (const change of changes) {
    const { zone, at, shift } = change;
    // In the middle of what is skipped, or comes twice.
    const wall = wallOf(zone, at)
      .subtract({ milliseconds: Math.abs(shift) / 2 })
      .add({ milliseconds: shift < 0 ? -shift : 0 });
    const expression = `${wall.minute} ${wall.hour} * * *`;
    const ticks: number[] = [];
    const { next } = cronSteps(expression, zone);
    const midnight = wall.toPlainDate().subtract({ days: 2 }).toZonedDateTime(zone).epochMilliseconds;
    for (let tick = next(midnight - 1); ticks.length < 5; tick = next(tick)) ticks.push(tick);
    for (const [index, tick] of ticks.entries()) {
      const meant = wall.with({ second: 0, millisecond: 0 }).add({ days: index - 2 });
      const isThere = index === 2;
      const late = isThere && shift > 0 ? shift : 0;
      assert.ok(
        wallOf(zone, tick).equals(meant.add({ milliseconds: late })),
        `${expression}, day ${index}, in ${describe(change)}`,
      );
      if (!isThere) continue;
      if (shift > 0) skipped += 1;
      else {
        doubled += 1;
        assert.ok(tick >= at, `${expression} runs at the first of two in ${describe(change)}`);
      }
    }
  }
  assert.ok(skipped > 2000 && doubled > 2000, `${skipped} skipped, ${doubled} doubled`);
});
