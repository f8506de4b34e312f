/** Why a task instance does not run, who holds what it waits for, and when it is expected to start. */
import { explainInstance } from '#domain/explain.ts';
import { forecastStart, type UsualDuration } from '#domain/forecast.ts';
import { type Holder, holdersOf, isRun } from '#domain/holders.ts';
import type { Reason } from '#domain/reasons.ts';
import { findInstance, type Instance } from '#domain/run.ts';
import { isFinished } from '#domain/states.ts';
import type { Explanation, TaskHolder, TaskKey } from './commands.ts';
import { explainRun } from './explain-run.ts';
import { keyOf, lineOf, type SchedulerState } from './state.ts';

const NO_SCHEDULER: Reason = {
  code: 'no_scheduler',
  message: 'no scheduler runs: start the server with npm start, or with aquilon standalone',
};

/** A command that stands in for a server has no place for a task; a server has one at least. */
const runsNothing = ({ admission }: SchedulerState): boolean => admission.parallelism === 0;

/** Not a wait for the places that no scheduler gives. */
const isBesides = ({ code }: Reason): boolean => code !== 'parallelism' && code !== 'executor';

/** So many of those that hold something are named. */
const NAMED = 20;

export interface Explained {
  instance: Instance;
  reasons: Reason[];
}

/** The complete list; undefined where the run is not open. */
export function explainTask(state: SchedulerState, dagRunId: number, key: TaskKey): Explained | undefined {
  const run = state.runs.get(dagRunId);
  const instance = run && findInstance(run, key.taskId, key.mapIndex);
  if (!run || !instance) return undefined;
  const found = explainInstance(instance, state.admission, explainRun(state, run));
  const reasons = runsNothing(state) && found.length > 0 ? [NO_SCHEDULER, ...found.filter(isBesides)] : found;
  const attemptId = state.ending.get(keyOf(instance));
  if (attemptId !== undefined && !isFinished(instance.state)) {
    const message = 'the process of its earlier attempt is being ended';
    reasons.push({ code: 'attempt_ending', attemptId, message });
  }
  return { instance, reasons };
}

export function withHolders(
  { instance, reasons }: Explained,
  state: SchedulerState,
  usual: UsualDuration,
  now: number,
): Explanation {
  const runs = [...state.runs.values()];
  const { admission } = state;
  const entry = state.dags.get(instance.run.facts.dagId);
  const line = entry && instance.run.state === 'queued' ? [...lineOf(entry, instance.run).queued.items()] : [];
  const runsAhead = line.filter((one) => one !== instance.run && one.facts.runAfter <= instance.run.facts.runAfter);
  const forecast =
    reasons.length === 0 ? null : forecastStart(instance, reasons, { admission, runs, runsAhead, now, usual });
  return {
    state: instance.state,
    reasons: reasons.map((reason) => {
      const holders = holdersOf(reason, instance, admission, runs);
      return { reason, holders: holders.slice(0, NAMED).map(describeHolder), held: holders.length };
    }),
    forecast,
    executionTimeoutMs: instance.node.task.executionTimeoutMs,
    pid: instance.pid,
  };
}

function describeHolder(holder: Holder): TaskHolder {
  const { facts } = isRun(holder) ? holder : holder.run;
  const of = { dagId: facts.dagId, runId: facts.runId, state: holder.state, startedAt: holder.startedAt };
  if (isRun(holder)) return { ...of, taskId: null, mapIndex: null };
  return { ...of, taskId: holder.node.task.taskId, mapIndex: holder.mapIndex };
}
