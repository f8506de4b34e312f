/** Runs wait for a place among the active ones. */
import type { Run } from '#domain/run.ts';
import { type DagEntry, lineOf } from './state.ts';
import type { Turn } from './turn.ts';

/** The run stands in its line. One that is made for later does so when its time has come, and stays there when the clock is set back then. */
export function waitForPlace(turn: Turn, entry: DagEntry, run: Run): void {
  if (run.facts.isForLater && run.facts.runAfter > turn.now)
    turn.state.wallTimers.update({ at: run.facts.runAfter, kind: 'run_after', run });
  else lineOf(entry, run).queued.update(run);
  turn.roomIn.add(entry);
}
