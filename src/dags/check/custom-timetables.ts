/** Timetables that authors wrote, asked for their first run in a process of their own. */
import type { LoadOptions } from '#dags/load.ts';
import { snapshotHash } from '#dags/snapshot.ts';
import { createTimetables } from '#dags/timetables.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Loaded } from './check-dag.ts';
import { type Finding, finding } from './finding.ts';
import { lineOfDag } from './line-of-dag.ts';

export async function customTimetableProblems(
  { file, files, dags }: Loaded,
  load: LoadOptions,
  catchupByDefault: boolean,
): Promise<Finding[]> {
  const custom = dags.filter(({ timetable }) => timetable.kind === 'custom');
  if (custom.length === 0) return [];
  const timetables = createTimetables({ ...load, snapshotOf: async () => ({ entry: file, files }) });
  const found: Finding[] = [];
  try {
    for (const { dagId, startDate, endDate, catchup, timetable } of custom) {
      const place = { file, dagId, line: lineOfDag(files[file] ?? '', dagId) };
      const [earliest, latest] = [startDate, endDate].map((date) => (date === null ? null : Date.parse(date)));
      const limits = { earliest: earliest ?? null, latest: latest ?? null, catchup: catchup ?? catchupByDefault };
      try {
        const asked = { dagId, snapshotHash: snapshotHash(file, files) };
        const answer = await timetables.ask(asked, { ask: 'next', last: null, ...limits });
        if (answer !== null) continue;
        const message = `DAG ${dagId}: the schedule ${timetable.summary} makes no run: its nextDagrunInfo gives none`;
        found.push(finding('schedule-never-fires', place, message));
      } catch (error) {
        const [message = '', ...rest] = messageOf(error).split('\n');
        found.push(finding('timetable-error', { ...place, detail: rest.join('\n').trim() }, message));
      }
    }
  } finally {
    timetables.stop();
  }
  return found;
}
