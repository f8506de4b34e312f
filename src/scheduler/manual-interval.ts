/** The data interval of a run that is asked for, of a DAG whose timetable the author wrote: found out before the command reaches the loop. */
import type { TriggerRun } from './commands.ts';
import type { TimetablePort } from './scheduler.ts';
import type { DagEntry } from './state.ts';

export const needsTimetable = ({ stored }: DagEntry, { logicalDate, dataIntervalStart }: TriggerRun): boolean =>
  stored.serialized.timetable.kind === 'custom' && logicalDate !== null && !dataIntervalStart;

export async function withInterval(
  timetables: TimetablePort,
  { stored }: DagEntry,
  command: TriggerRun,
): Promise<TriggerRun> {
  const runAfter = Date.parse(command.logicalDate ?? '');
  const answer = await timetables.ask(stored, { ask: 'manual', runAfter });
  if (answer === null) return command;
  const [dataIntervalStart, dataIntervalEnd] = [answer.start, answer.end].map((at) => new Date(at).toISOString());
  return { ...command, dataIntervalStart, dataIntervalEnd };
}
