/**
 * Quarantine of DAGs whose attempts lose their process (domain/quarantine.ts). The count lives in memory, and begins anew with a server; the
 * quarantine itself stands in the row of the DAG, written in the commit of the last crash.
 */
import type { Ending } from '#domain/moves.ts';
import { noticeOfQuarantine } from '#domain/notices.ts';
import { judgeEnding, type Quarantine } from '#domain/quarantine.ts';
import type { Instance } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { noticeRows } from './notices.ts';
import { switchDag } from './pausing.ts';
import type { DagEntry } from './state.ts';
import type { Turn } from './turn.ts';

/** An attempt has ended. One of an older version says nothing of what the DAG is now. */
export function noteEnding(turn: Turn, instance: Instance, ending: Ending): void {
  const { dags, quarantineAfter: limit } = turn.state;
  const entry = dags.get(instance.run.facts.dagId);
  if (!entry || instance.run.versionId !== entry.stored.versionId) return;
  const verdict = judgeEnding(ending);
  if (verdict === 'sound') entry.crashes = 0;
  if (verdict !== 'crash' || ending.state !== 'failed') return;
  entry.crashes += 1;
  if (limit === 0 || entry.crashes < limit || entry.stored.paused) return;
  const quarantine = describe(entry, instance, ending.cause.code, turn.now);
  const { since: _since, reason, versionId: _version, code, ...last } = quarantine;
  switchDag(
    turn,
    entry,
    true,
    'scheduler',
    { code: 'DAG_QUARANTINED', message: reason, cause: code, ...last },
    quarantine,
  );
  const notice = noticeOfQuarantine(instance, quarantine);
  if (notice) turn.batch.notices.push(...noticeRows(notice, turn.newId));
}

function describe({ stored, crashes }: DagEntry, instance: Instance, code: string, since: number): Quarantine {
  const { node, run, mapIndex, tryNumber } = instance;
  const { dagId, versionId } = stored;
  const { taskId } = node.task;
  const { runId } = run.facts;
  const { message: reason } = new AquilonError('DAG_QUARANTINED', {
    dag: dagId,
    crashes,
    task: taskId,
    run: runId,
    code,
  });
  return { since, crashes, taskId, mapIndex, runId, tryNumber, code, reason, versionId };
}

/** The DAG has been loaded: a new version of it is tried again. It was on when it was put in quarantine. */
export function letOutChanged(turn: Turn, entry: DagEntry): void {
  const { quarantine, dagId, versionId } = entry.stored;
  if (quarantine === null || quarantine.versionId === versionId) return;
  const message = `the DAG ${dagId} has changed since it was put in quarantine: it was switched on again`;
  switchDag(turn, entry, false, 'scheduler', { code: 'QUARANTINE_LIFTED', message });
}
