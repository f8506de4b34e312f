import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { checkSerialized } from './serialized-schema.ts';

const cron = { kind: 'cron', expression: '0 0 * * *', timezone: 'UTC', summary: '' } as const;

test('what a loading process says of a schedule is not believed: wrong zones, dates, lengths and expressions are refused', () => {
  const cases: [more: Partial<SerializedDag>, expected: RegExp][] = [
    [{ timetable: { ...cron, timezone: 'Mars/Olympus' } }, /schedule .*Mars\/Olympus/],
    [{ timetable: { ...cron, more: ['0 0 31 2 *'] } }, /never fires/],
    [{ startDate: 'soon' }, /soon is no date/],
    [{ endDate: '2026-13-01T00:00:00Z' }, /2026-13-01T00:00:00Z is no date/],
    [{ timetable: { kind: 'interval', ms: 1e300, summary: '' } }, /timetable/],
    [{ timetable: { kind: 'events', dates: [], restrictToEvents: false, summary: '' } }, /timetable/],
  ];
  assert.ok('dag' in checkSerialized(dag('good', [task('a')], { timetable: cron })));
  for (const [more, expected] of cases) {
    const checked = checkSerialized(dag('wrong', [task('a')], more));
    assert.match('problem' in checked ? checked.problem : 'none', expected);
  }
});
