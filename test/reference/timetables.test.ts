/** Our timetables beside Airflow's own: what Airflow 3.3.2 answered is recorded, by airflow_timetables.py beside this file. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { manualInterval, nextTick } from '#domain/timetable.ts';

interface Case {
  timetable: SerializedTimetable;
  last: [string, string] | null;
  earliest: string | null;
  latest: string | null;
  catchup: boolean;
  now: string;
  next: { start: string; end: string; runAfter: string } | null;
  manual: [string, string];
}

const cases = readFileSync(join(import.meta.dirname, 'airflow-timetables.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

const at = (text: string | null): number | null => (text === null ? null : Date.parse(text));
const iso = (instant: number): string => new Date(instant).toISOString().replace('.000Z', '+00:00');

test(`the next run and the data interval of a manual run are Airflow's, in ${cases.length} cases of seven kinds of timetables`, () => {
  const kinds = new Set(cases.map(({ timetable: one }) => `${one.kind} ${'more' in one} ${'dataInterval' in one}`));
  assert.equal(kinds.size, 7);
  for (const one of cases) {
    const last = one.last && { start: Date.parse(one.last[0]), end: Date.parse(one.last[1]) };
    const limits = { earliest: at(one.earliest), latest: at(one.latest), catchup: one.catchup };
    const now = Date.parse(one.now);
    const tick = nextTick(one.timetable, last, limits, now);
    const next = tick && {
      start: iso(tick.dataIntervalStart),
      end: iso(tick.dataIntervalEnd),
      runAfter: iso(tick.runAfter),
    };
    const manual = manualInterval(one.timetable, now);
    assert.deepEqual(
      { next, manual: [iso(manual.start), iso(manual.end)] },
      { next: one.next, manual: one.manual },
      JSON.stringify(one),
    );
    if (tick) assert.equal(tick.logicalDate, tick.dataIntervalStart);
  }
});
