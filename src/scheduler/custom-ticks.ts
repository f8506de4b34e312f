/**
 * Ticks of timetables that authors wrote. The scheduler asks and goes on: the answer comes as an event. Every plan of the DAG asks anew, and an
 * answer to an older question is dropped. A timetable that fails makes no runs; it is asked again after a while, and when its file changes.
 */
import type { TimetableEvent } from './inbox.ts';
import { dagEvent } from './rows.ts';
import { planTick, setTick, type TickOptions } from './ticks.ts';
import type { Turn } from './turn.ts';

const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;

export function takeAnswer(turn: Turn, { dagId, question, outcome }: TimetableEvent, options: TickOptions): void {
  const entry = turn.state.dags.get(dagId);
  if (!entry || entry.question !== question) return;
  entry.question = null;
  if ('answer' in outcome) {
    const { answer } = outcome;
    entry.timetableFailures = 0;
    const tick = answer && {
      logicalDate: answer.start,
      dataIntervalStart: answer.start,
      dataIntervalEnd: answer.end,
      runAfter: answer.runAfter,
    };
    setTick(turn, entry, tick, options);
    return;
  }
  if (entry.timetableFailures === 0)
    turn.batch.events.push(
      dagEvent(turn.now, dagId, { by: 'timetable', why: { code: 'TIMETABLE_FAILED', message: outcome.problem } }),
    );
  const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** entry.timetableFailures);
  entry.timetableFailures += 1;
  turn.state.delayTimers.update({ at: turn.monotonic + delay, kind: 'ask_timetable', dagId });
  setTick(turn, entry, null, options);
}

/** A question that is under way, or was answered meanwhile, makes this one needless. */
export function askAgain(turn: Turn, dagId: string, options: TickOptions): void {
  const entry = turn.state.dags.get(dagId);
  if (entry && entry.timetableFailures > 0 && entry.question === null) planTick(turn, entry, options);
}
