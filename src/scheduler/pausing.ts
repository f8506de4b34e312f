/** Switching a DAG on or off: its row, its event, its open runs. */
import { unpark } from '#domain/admission.ts';
import type { Cause } from '#domain/cause.ts';
import type { Quarantine } from '#domain/quarantine.ts';
import { dagEvent } from './rows.ts';
import type { DagEntry } from './state.ts';
import type { Turn } from './turn.ts';
import { switchWaits } from './waits.ts';

/** `quarantine`: it is put in quarantine. A switch without one lifts it, and the count of crashes begins anew. */
export function switchDag(
  turn: Turn,
  entry: DagEntry,
  paused: boolean,
  by: string,
  why: Cause | null,
  quarantine: Quarantine | null = null,
): void {
  const { dagId } = entry.stored;
  turn.batch.paused.set(dagId, { paused, quarantine });
  const [from, to] = paused ? ['active', 'paused'] : ['paused', 'active'];
  turn.batch.events.push(dagEvent(turn.now, dagId, { from, to, by, why }));
  entry.stored = { ...entry.stored, paused, quarantine };
  entry.crashes = 0;
  pauseRuns(turn, entry);
}

/** The open runs of the DAG follow its switch, and so do their waits. */
export function pauseRuns(turn: Turn, { stored }: DagEntry): void {
  for (const run of turn.state.runs.values()) {
    if (run.facts.dagId !== stored.dagId) continue;
    run.quarantine = stored.quarantine;
    if (run.paused !== stored.paused) {
      run.paused = stored.paused;
      switchWaits(turn, run);
    }
    unpark(run);
  }
}
