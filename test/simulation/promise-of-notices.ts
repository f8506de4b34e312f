/** The promise of notices, from the log of what happened and without the code that makes them: each is there, once, and no other is. */
import { isOccupied, isWaiting, type MaybeTaskState } from '#domain/states.ts';
import type { EventRow } from '#scheduler/store.ts';
import type { MemoryDatabase } from '#testing/memory-store.ts';
import { expect } from '#testing/violation.ts';

const BY_HAND = ['TASK_MARKED', 'TASK_CLEARED', 'RUN_DELETED', 'RUN_EDITED'];
const TOLD: Readonly<Record<string, string>> = {
  running: 'execute',
  success: 'success',
  failed: 'failure',
  up_for_retry: 'retry',
  skipped: 'skipped',
  awaiting_input: 'awaiting_input',
};

/** Every task and every DAG of the simulation tells of all that happens. */
export function checkNotices(db: MemoryDatabase): void {
  const wanted = new Set<string>();
  const clears = new Map<number, number>();
  for (const event of db.events) {
    const { dagRunId } = event;
    if (dagRunId === null || !db.runs.has(dagRunId)) continue;
    const clear = clears.get(dagRunId) ?? 0;
    const isEnd = event.to === 'success' || event.to === 'failed';
    if (event.kind === 'run' && (event.from === 'success' || event.from === 'failed') && !isEnd)
      clears.set(dagRunId, clear + 1);
    const told = toldOf(event);
    if (!told) continue;
    const { taskId, mapIndex, tryNumber } = event;
    if (event.kind === 'task') wanted.add(`task/${dagRunId}/${taskId}/${mapIndex}/${tryNumber}/${told}/0`);
    else if (isEnd) wanted.add(`run/${dagRunId}/${clear}/${told}/0`);
  }
  const isOfEvent = (key: string) => !key.startsWith('deadline/') && !key.startsWith('quarantine/');
  const written = new Set([...db.notices].filter((key) => isOfEvent(key) && db.runs.has(runOf(key))));
  checkQuarantines(db);
  for (const key of wanted) expect(written.has(key), `there is no notice ${key}`);
  for (const key of written) expect(wanted.has(key), `there is a notice ${key} of nothing that happened`);
}

function checkQuarantines(db: MemoryDatabase): void {
  const isQuarantine = ({ why }: EventRow) => why !== null && !Array.isArray(why) && why.code === 'DAG_QUARANTINED';
  const put = db.events.filter((event) => event.kind === 'dag' && isQuarantine(event)).length;
  const told = [...db.notices].filter((key) => key.startsWith('quarantine/')).length;
  expect(put === told, `of ${put} quarantines ${told} were told`);
}

const runOf = (key: string): number => Number(key.split('/')[1]);

function toldOf({ kind, from, to, why }: EventRow): string | undefined {
  const cause = why === null || Array.isArray(why) ? null : why;
  if (to === null || (cause && BY_HAND.includes(cause.code))) return undefined;
  if (kind === 'run') return TOLD[to];
  const hasRun = isOccupied(from as MaybeTaskState) || isWaiting(from as MaybeTaskState);
  if (to === 'skipped' && cause?.code !== 'skipped') return undefined;
  return to === 'running' || hasRun ? TOLD[to] : undefined;
}

/** A deadline that was missed has its alert, and no other has; of a run that has ended none is open. */
export function checkDeadlines(db: MemoryDatabase): void {
  for (const { dagRunId, number, missedAt } of db.deadlines.values()) {
    if (!db.runs.has(dagRunId)) continue;
    const isTold = db.notices.has(`deadline/${dagRunId}/${number}/0`);
    expect(missedAt !== null, `deadline ${number} of the ended run ${dagRunId} is open`);
    expect(isTold, `deadline ${number} of run ${dagRunId} was missed and nobody was told`);
  }
  for (const key of db.notices)
    if (key.startsWith('deadline/') && db.runs.has(runOf(key)))
      expect(db.deadlines.get(`${runOf(key)}/${key.split('/')[2]}`)?.missedAt != null, `${key} was not missed`);
}
