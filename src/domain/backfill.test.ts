import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { planBackfill, refuseBackfill } from './backfill.ts';

const at = (text: string): number => Date.parse(text);
const now = at('2026-06-01T00:00:00Z');
const range = {
  from: at('2026-03-01T00:00:00Z'),
  to: at('2026-03-03T00:00:00Z'),
  runBackwards: false,
  reprocessBehavior: 'none' as const,
};
const cron = { kind: 'cron', expression: '0 0 * * *', timezone: 'UTC', summary: '0 0 * * *' } as const;

test('a backfill covers the ticks of every periodic schedule, by their data intervals', () => {
  const datesOf = (timetable: SerializedTimetable) =>
    planBackfill(timetable, range, now)?.map(({ logicalDate, runAfter }) =>
      [logicalDate, runAfter].map((one) => new Date(one).toISOString().slice(0, 13)).join(' '),
    );
  assert.deepEqual(datesOf(cron), [
    '2026-03-01T00 2026-03-01T00',
    '2026-03-02T00 2026-03-02T00',
    '2026-03-03T00 2026-03-03T00',
  ]);
  assert.deepEqual(datesOf({ ...cron, dataInterval: true }), [
    '2026-03-01T00 2026-03-02T00',
    '2026-03-02T00 2026-03-03T00',
    '2026-03-03T00 2026-03-04T00',
  ]);
  assert.deepEqual(datesOf({ ...cron, expression: '0 0 2 3 *', more: ['0 6 1 3 *'] }), [
    '2026-03-01T06 2026-03-01T06',
    '2026-03-02T00 2026-03-02T00',
  ]);
  const dates = ['2026-02-01T00:00:00Z', '2026-03-02T12:00:00Z', '2026-04-01T00:00:00Z'];
  assert.deepEqual(datesOf({ kind: 'events', dates, restrictToEvents: false, summary: '' }), [
    '2026-03-02T12 2026-03-02T12',
  ]);
});

test('a DAG whose timetable its author wrote is refused a backfill, with the reason', () => {
  const timetable: SerializedTimetable = { kind: 'custom', summary: 'Own', description: 'Own' };
  const refused = refuseBackfill(dag('own', [task('only')], { timetable }), range, now);
  assert.equal(
    refused,
    "own has a timetable of its author's own, which is asked run by run: it does not support backfills",
  );
  assert.equal(refuseBackfill(dag('usual', [task('only')], { timetable: cron }), range, now), null);
});
