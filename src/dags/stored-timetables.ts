/** The timetables of stored DAGs: asked with the code of their version, and what goes wrong is shown where an author looks, as an import error. */
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { selectSnapshot } from '#db/queries/task-services.ts';
import { deleteTimetableError, writeTimetableError } from '#db/queries/timetable-errors.ts';
import { AquilonError, hasCode, messageOf } from '#errors/aquilon-error.ts';
import { createTimetables, type Timetables } from './timetables.ts';

export function createStoredTimetables({ pool }: Database, { core, dagProcessor }: Config): Timetables {
  /** What is shown of a DAG. */
  const shown = new Map<string, string>();
  const timetables = createTimetables({
    timeoutSeconds: core.dagbagImportTimeout,
    memoryMb: dagProcessor.memoryMb,
    async snapshotOf(hash) {
      const snapshot = await selectSnapshot(pool, hash);
      if (!snapshot) throw new AquilonError('INTERNAL', { id: `snapshot-${hash}` });
      return snapshot;
    },
  });

  async function show(dagId: string, text: string): Promise<void> {
    shown.set(dagId, text);
    await writeTimetableError(pool, dagId, text);
  }

  async function clear(dagId: string): Promise<void> {
    const text = shown.get(dagId);
    if (text === undefined) return;
    shown.delete(dagId);
    await deleteTimetableError(pool, dagId, text);
  }

  return {
    async ask(dag, question) {
      try {
        const answer = await timetables.ask(dag, question);
        if (question.ask === 'next') await clear(dag.dagId);
        return answer;
      } catch (error) {
        if (question.ask === 'next' && hasCode(error, 'TIMETABLE_FAILED')) await show(dag.dagId, messageOf(error));
        throw error;
      }
    },
    stop: () => timetables.stop(),
  };
}
