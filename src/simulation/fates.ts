/** How attempts go: how long they take, by what was seen, and whether they fail, by what was asked for. */
import type { SerializedExpand } from '@aquilon/sdk/serialized';
import { sourcesOf, tasksOf } from '#domain/sources.ts';
import type { Outcome, Work } from '#queue/executor.ts';
import type { Draw } from './draws.ts';
import type { DagInput, SimulationOptions, TaskHistory } from './input.ts';

export interface Fate {
  tookMs: number;
  outcome: Outcome;
}

const SUCCESS: Outcome = { state: 'success' };

export function createFates(
  dags: readonly DagInput[],
  { defaultDurationMs, failures }: Pick<SimulationOptions, 'defaultDurationMs' | 'failures'>,
  draw: Draw,
): (work: Work) => Fate {
  const histories = new Map(
    dags.map(({ serialized, history }) => [serialized.dagId, new Map(Object.entries(history))]),
  );
  const lengths = new Map(dags.map((dag) => [dag.serialized.dagId, listLengths(dag)]));
  return (work) => {
    const { dagId, runAfter } = work.run;
    // A run is known by its time: in another simulation it may have another number.
    const name = `${work.tryNumber} ${work.mapIndex} ${work.taskId} ${dagId} ${runAfter}`;
    const drawn = durationOf(histories.get(dagId)?.get(work.taskId), defaultDurationMs, () => draw(name));
    const limit = limitOf(work);
    if (limit !== null && drawn > limit.ms) return { tookMs: limit.ms, outcome: limit.outcome };
    if (failures > 0 && draw(`fails ${name}`) < failures) return { tookMs: drawn, outcome: FAILED };
    const length = lengths.get(dagId)?.get(work.taskId);
    return { tookMs: drawn, outcome: length === undefined ? SUCCESS : returning(length) };
  };
}

const FAILED: Outcome = {
  state: 'failed',
  error: { code: 'TASK_FAILED', message: 'the simulation lets it fail' },
  retryable: true,
};

/** One of the times that were seen, each as likely as the others. */
function durationOf(history: TaskHistory | undefined, otherwise: number, draw: () => number): number {
  const seen = history?.durations ?? [];
  if (seen.length < 2) return seen[0] ?? otherwise;
  return seen[Math.floor(draw() * seen.length)] ?? otherwise;
}

/** What ends an attempt that takes too long. */
function limitOf({ task, wait }: Work): { ms: number; outcome: Outcome } | null {
  const { sensor, executionTimeoutMs } = task;
  if (wait === undefined)
    return executionTimeoutMs === null
      ? null
      : { ms: executionTimeoutMs, outcome: failure('TASK_TIMEOUT', 'it takes longer than its executionTimeout', true) };
  if (sensor?.timeoutMs == null) return null;
  const reason = 'it waits longer than its timeout';
  return {
    ms: sensor.timeoutMs,
    outcome: sensor.softFail ? { state: 'skipped', reason } : failure('SENSOR_TIMEOUT', reason, false),
  };
}

const failure = (code: string, message: string, retryable: boolean): Outcome => ({
  state: 'failed',
  error: { code, message },
  retryable,
});

/** Only its length counts: nobody reads it. */
const returning = (length: number): Outcome => ({
  state: 'success',
  returnValue: { kind: 'object', object: '', bytes: 0, sha256: '', length },
});

/** How long the lists must be so that mapped tasks have as many instances as they had: of several lists the first has all of them. */
function listLengths({ serialized, history }: DagInput): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const task of serialized.tasks) {
    const expand = task.expand ?? serialized.groups.find(({ groupId }) => groupId === task.mappedGroup)?.expand;
    if (expand) fit(lengths, expand, history[task.taskId]?.instances ?? 1);
  }
  return lengths;
}

function fit(lengths: Map<string, number>, expand: SerializedExpand, instances: number): void {
  const sources = sourcesOf(expand);
  const written = sources.reduce((product, one) => product * (one.kind === 'value' ? one.value.length : 1), 1);
  let open = Math.max(1, Math.round(instances / Math.max(1, written)));
  for (const source of sources) {
    if (source.kind === 'value') continue;
    for (const taskId of tasksOf({ kind: 'rows', rows: source }))
      lengths.set(taskId, Math.max(open, lengths.get(taskId) ?? 1));
    open = 1;
  }
}
