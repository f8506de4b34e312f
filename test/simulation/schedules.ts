/** Schedules of every kind, with few ticks, and which ticks they are. */
import type { SerializedTimetable, TimetableAnswer, TimetableQuestion } from '@aquilon/sdk/serialized';
import { type DataInterval, nextTick } from '#domain/timetable.ts';
import type { StoredDag } from '#scheduler/store.ts';
import type { Choices } from './choices.ts';

/** `ms`: 2000 or 5000, how long it is from tick to tick. */
export function drawTimetable(choices: Choices, dagId: string, ms: number, first: number): SerializedTimetable {
  const cron = { kind: 'cron' as const, expression: `* * * * * */${ms / 1000}`, timezone: 'Europe/Paris', summary: '' };
  return choices.pick<SerializedTimetable>(`${dagId} timetable`, [
    { kind: 'interval', ms, summary: `${ms} ms`, dataInterval: false },
    cron,
    { ...cron, more: ['* * * * * 7,11,13'], intervalMs: 1500 },
    { ...cron, dataInterval: true },
    {
      kind: 'events',
      dates: [0, 700, 900, 6000].map((ahead) => isoOf(first + ahead)),
      restrictToEvents: false,
      summary: '',
    },
    { kind: 'custom', summary: String(ms), description: 'as an interval' },
  ]);
}

const isoOf = (at: number): string => new Date(at).toISOString();

/** What stands behind the timetable of an author. */
const plainOf = (timetable: SerializedTimetable): SerializedTimetable =>
  timetable.kind === 'custom' ? { kind: 'interval', ms: Number(timetable.summary), summary: '' } : timetable;

export function answerTimetable({ serialized }: StoredDag, question: TimetableQuestion, now: number): TimetableAnswer {
  if (question.ask === 'manual')
    return { start: question.runAfter, end: question.runAfter, runAfter: question.runAfter };
  const tick = nextTick(plainOf(serialized.timetable), question.last, question, now);
  return tick && { start: tick.dataIntervalStart, end: tick.dataIntervalEnd, runAfter: tick.runAfter };
}

/** The logical dates of all its ticks, where the clock does not decide which they are. */
export function allTicks({ serialized }: StoredDag): number[] {
  const { timetable, startDate, endDate } = serialized;
  const limits = { earliest: Date.parse(startDate ?? ''), latest: Date.parse(endDate ?? '') };
  const dates: number[] = [];
  for (let last: DataInterval | null = null; ; ) {
    const tick = nextTick(plainOf(timetable), last, { ...limits, catchup: true }, limits.earliest);
    if (!tick) return dates;
    dates.push(tick.logicalDate);
    last = { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  }
}

/** An interval without catchup begins with the present instant. */
export const hasFixedTicks = ({ serialized: { timetable, catchup } }: StoredDag): boolean =>
  catchup === true || (timetable.kind !== 'interval' && timetable.kind !== 'custom');
