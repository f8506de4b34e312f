/** A history in words, for the reader of one that failed. */
import type { Batch, StoredDag } from '#scheduler/store.ts';
import { type MemoryDatabase, nameOf } from '#testing/memory-store.ts';

export function describeDag({ dagId, serialized, maxActiveRuns, maxActiveTasks }: StoredDag): string {
  const { timetable, catchup, failFast } = serialized;
  const schedule = timetable.kind === 'null' ? '' : `, ${timetable.summary} with catchup ${catchup}`;
  const tasks = serialized.tasks.map((one) => {
    const facts = [
      one.upstream.length > 0 ? `after ${one.upstream.join(' ')}` : '',
      one.triggerRule === 'all_success' ? '' : one.triggerRule,
      one.role ?? '',
      one.expand ? `over ${one.expand.kind === 'product' ? JSON.stringify(one.expand.inputs[0]?.source) : ''}` : '',
      one.decision ? 'branches' : '',
      one.retries > 0 ? `${one.retries} retries after ${one.retryDelayMs} ms` : '',
      one.pool === 'default_pool' ? '' : `pool ${one.pool}`,
      one.poolSlots > 1 ? `${one.poolSlots} slots` : '',
      one.maxActiveTisPerDag ? `at most ${one.maxActiveTisPerDag} in the DAG` : '',
      one.maxActiveTisPerDagrun ? `at most ${one.maxActiveTisPerDagrun} in a run` : '',
      one.priorityWeight > 1 ? `priority ${one.priorityWeight}` : '',
    ];
    return `${one.taskId} (${facts.filter((fact) => fact !== '').join(', ')})`;
  });
  const limits = `${maxActiveRuns} runs, ${maxActiveTasks} tasks${failFast ? ', fails fast' : ''}`;
  return `DAG ${dagId} (at most ${limits}${schedule}): ${tasks.join(', ')}`.replaceAll(' ()', '');
}

/** A line for each change that a commit wrote. */
export function describeBatch({ events, newRuns, paused }: Batch): string[] {
  return [
    ...newRuns.map(({ facts }) => `new run ${facts.dagId} ${facts.runId}`),
    ...Array.from(paused, ([dagId, off]) => `${dagId} is switched ${off.paused ? 'off' : 'on'}`),
    ...[...events].flatMap(({ kind, dagId, runId, taskId, mapIndex, from, to, by }) => {
      if (kind === 'dag' || (kind === 'run' && from === null)) return [];
      const what = taskId === null ? 'the run' : nameOf({ taskId, mapIndex: mapIndex ?? -1 });
      return [`${dagId} ${runId} ${what}: ${from ?? 'none'} -> ${to ?? 'none'} (${by})`];
    }),
  ];
}

export function describeRuns(db: MemoryDatabase): string {
  const open = [...db.runs.values()].filter((one) => one.state === 'queued' || one.state === 'running');
  return open
    .map(({ run, state, instances }) => {
      const tasks = [...instances.values()].map((row) => `${nameOf(row)}=${row.state}`);
      return `${run.facts.runId} ${state}: ${tasks.join(' ')}`;
    })
    .join('; ');
}
