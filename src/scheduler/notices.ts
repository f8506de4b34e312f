/** The notices of a turn: they go into the same commit as what they tell of, so that neither is there without the other. */
import { type Notice, noticeOf } from '#domain/notices.ts';
import type { NoticeRow } from './store.ts';
import type { Turn } from './turn.ts';
import { runFacts } from './work.ts';

/** Of every transition of the turn that somebody is told of. `deleted`: runs that are gone after it. */
export function writeNotices(turn: Turn, deleted: ReadonlySet<number>): void {
  for (const transition of turn.moves.transitions) {
    const notice = noticeOf(transition);
    if (notice && !deleted.has(notice.run.facts.dagRunId)) turn.batch.notices.push(...noticeRows(notice, turn.newId));
  }
}

/** One for each notifier. */
export function noticeRows({ event, run, task, at, notifiers, facts, key }: Notice, newId: () => string): NoticeRow[] {
  const { dagId, dagRunId, runId } = run.facts;
  return notifiers.map(({ kind }, number) => ({
    id: newId(),
    key: `${key}/${number}`,
    at,
    event,
    dagId,
    dagRunId,
    runId,
    taskId: task?.taskId ?? null,
    mapIndex: task?.mapIndex ?? null,
    tryNumber: task?.tryNumber ?? null,
    versionId: run.versionId,
    notifier: kind,
    number,
    told: { facts, run: runFacts(run), maxTries: task?.maxTries ?? null },
  }));
}
