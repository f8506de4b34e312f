/** Timetables of one's own: Airflow's interface (its documentation, "Customizing Dag Scheduling with Timetables"), in camelCase. */
import { show } from './problems.ts';
import type { TimetableAnswer, TimetableQuestion } from './serialized.ts';

export interface DataInterval {
  start: Date;
  end: Date;
}

/** What the DAG says of its runs: `startDate`, `endDate`, `catchup`. The timetable must heed it. */
export interface TimeRestriction {
  earliest: Date | null;
  latest: Date | null;
  /** False: what was missed is not made up. */
  catchup: boolean;
}

export interface DagRunInfo {
  /** The run is made at this instant, not before. */
  runAfter: Date;
  /** Its start is the logical date of the run, and lies after that of the run before. */
  dataInterval: DataInterval;
}

type Answer<T> = T | Promise<T>;

/**
 * Says when the runs of a DAG are made, where no other schedule can. Its methods are called in a process of their own, which may end at any time:
 * what they answer must follow from what they are asked and from the clock. They may take as long as a DAG file may take to load.
 */
export interface Timetable {
  /** Shown as the schedule. Default: the name of its class. */
  readonly summary?: string;
  /** The schedule in words. Default: the summary. */
  readonly description?: string;
  /** The run after the newest one that the schedule or a backfill made (null: none yet); null when none will come. */
  nextDagrunInfo(asked: {
    lastAutomatedDataInterval: DataInterval | null;
    restriction: TimeRestriction;
  }): Answer<DagRunInfo | null>;
  /** The data interval of a run that somebody asks for. `runAfter`: its logical date. */
  inferManualDataInterval(asked: { runAfter: Date }): Answer<DataInterval>;
}

export function isTimetable(value: unknown): value is Timetable {
  return (
    typeof value === 'object' &&
    value !== null &&
    'nextDagrunInfo' in value &&
    typeof value.nextDagrunInfo === 'function' &&
    'inferManualDataInterval' in value &&
    typeof value.inferManualDataInterval === 'function'
  );
}

/** Asks the author's timetable, and checks what it answers. Throws what it throws, or a `TypeError` that says what is wrong with its answer. */
export async function askTimetable(timetable: Timetable, question: TimetableQuestion): Promise<TimetableAnswer> {
  const date = (at: number | null): Date | null => (at === null ? null : new Date(at));
  if (question.ask === 'manual') {
    const answer = await timetable.inferManualDataInterval({ runAfter: new Date(question.runAfter) });
    const interval = checkInterval('inferManualDataInterval', answer);
    return { ...interval, runAfter: interval.end };
  }
  const { last, earliest, latest, catchup } = question;
  const info = await timetable.nextDagrunInfo({
    lastAutomatedDataInterval: last && { start: new Date(last.start), end: new Date(last.end) },
    restriction: { earliest: date(earliest), latest: date(latest), catchup },
  });
  if (info === null) return null;
  if (typeof info !== 'object')
    throw new TypeError(`nextDagrunInfo gave ${show(info)}; it must give { runAfter, dataInterval } or null`);
  const interval = checkInterval('nextDagrunInfo: dataInterval', info.dataInterval);
  return { ...interval, runAfter: checkInstant('nextDagrunInfo: runAfter', info.runAfter) };
}

function checkInterval(name: string, value: unknown): { start: number; end: number } {
  if (typeof value !== 'object' || value === null || !('start' in value) || !('end' in value))
    throw new TypeError(`${name} gave ${show(value)}; it must give { start, end }`);
  const start = checkInstant(`${name}.start`, value.start);
  const end = checkInstant(`${name}.end`, value.end);
  if (end < start) throw new TypeError(`${name} gave ${show(value)}; its end must not lie before its start`);
  return { start, end };
}

function checkInstant(name: string, value: unknown): number {
  const at = value instanceof Date ? value.getTime() : Number.NaN;
  if (Number.isNaN(at)) throw new TypeError(`${name} gave ${show(value)}; it must be a Date`);
  return at;
}
