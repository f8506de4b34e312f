/** From the store to the state in memory: at the start, and whenever the memory cannot be trusted any more. */

import { countWaiting, enqueue, occupy, setPool } from '#domain/admission.ts';
import { assetKey } from '#domain/assets.ts';
import { attemptCleared } from '#domain/interventions.ts';
import { attemptLost, attemptRequeued, considerAll } from '#domain/moves.ts';
import { allInstances, findInstance, type Instance, type Run } from '#domain/run.ts';
import { isOccupied, isWaiting } from '#domain/states.ts';
import { inboxOf } from './asset-runs.ts';
import { watchDeadline } from './deadlines.ts';
import { askForPast } from './past.ts';
import { restoreStoredRun } from './restore-run.ts';
import { waitForPlace } from './run-places.ts';
import { keyOf, lineOf, type SchedulerState, setBackfill, setDag } from './state.ts';
import type { StoredVersion, World } from './store.ts';
import { planTick, type TickOptions } from './ticks.ts';
import type { Turn } from './turn.ts';
import { beginWait } from './waits.ts';

export interface Lost {
  instance: Instance;
  lostBefore: number;
}

interface TaskKeyOfRun {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
}

/** An attempt that was given up while it ran. */
export interface GivenUp extends TaskKeyOfRun {
  /** Its process has ended. */
  isGone: boolean;
}

/** The next attempt of the instance waits until the process of this one is gone. */
export function awaitEnd(state: SchedulerState, attemptId: string, { dagRunId, taskId, mapIndex }: GivenUp): void {
  const run = state.runs.get(dagRunId);
  const instance = run && findInstance(run, taskId, mapIndex);
  if (!instance) return;
  state.attempts.set(attemptId, instance);
  state.ending.set(keyOf(instance), attemptId);
}

/** By what was read from the store: this attempt of the instance, and no other. */
export function isUnderWay(
  state: SchedulerState,
  { dagRunId, taskId, mapIndex }: TaskKeyOfRun,
  attemptId: string,
): boolean {
  const run = state.runs.get(dagRunId);
  const instance = run && findInstance(run, taskId, mapIndex);
  return instance?.attemptId === attemptId && (isOccupied(instance.state) || isWaiting(instance.state));
}

/**
 * Fills an empty state. `versions`: those that open runs need beside the newest ones. `isAlive`: the executor has the attempt under way.
 * Returns the attempts that are under way in the database and nowhere else.
 */
export function fillState(
  state: SchedulerState,
  world: World,
  versions: ReadonlyMap<string, StoredVersion>,
  isAlive: (attemptId: string) => boolean,
  newId: () => string,
): { lost: Lost[]; added: Instance[] } {
  for (const pool of world.pools) setPool(state.admission, pool.name, pool.slots, pool.includeDeferred);
  for (const dag of world.dags) setDag(state, dag);
  for (const arrival of world.arrivals) {
    const { since, newest, partitionKey, partitionDate } = arrival;
    const entry = state.dags.get(arrival.dagId);
    const [aliases, keys] = [new Set(arrival.aliases), new Set(arrival.keys)];
    if (entry)
      inboxOf(entry, partitionKey).set(assetKey(arrival), {
        since,
        newest,
        aliases,
        keys,
        partitionDate,
        isComplete: null,
      });
  }
  for (const row of world.deadlines) watchDeadline(state, row);
  for (const { stored, pending } of world.backfills) setBackfill(state, stored, pending);
  const lost: Lost[] = [];
  const added: Instance[] = [];
  for (const stored of world.runs) {
    const version = versions.get(stored.versionId);
    if (!version) continue;
    const restored = restoreStoredRun(state, stored, version, newId);
    added.push(...restored.added);
    state.runs.set(stored.facts.dagRunId, restored.run);
    const lostBefore = new Map(stored.instances.map((row) => [`${row.mapIndex} ${row.taskId}`, row.lostAttempts]));
    for (const instance of allInstances(restored.run)) {
      const { state: found } = instance;
      if (found === 'deferred' || found === 'awaiting_input') countWaiting(state.admission, instance, found, 1);
      if (!isOccupied(instance.state)) continue;
      occupy(state.admission, instance);
      if (isAlive(instance.attemptId)) state.attempts.set(instance.attemptId, instance);
      else
        lost.push({ instance, lostBefore: lostBefore.get(`${instance.mapIndex} ${instance.node.task.taskId}`) ?? 0 });
    }
  }
  return { lost, added };
}

/** The first turn: everything open takes its place again, lost attempts are tried anew, timers are set. */
export function resume(
  turn: Turn,
  found: { lost: readonly Lost[]; added: readonly Instance[] },
  options: TickOptions,
): void {
  const { state } = turn;
  turn.moves.by = 'recovery';
  for (const instance of found.added) turn.added.add(instance);
  for (const entry of state.dags.values()) {
    turn.roomIn.add(entry);
    if (entry.inboxes.size > 0) state.assetsMoved.add(entry);
    planTick(turn, entry, options);
  }
  for (const run of state.runs.values()) resumeRun(turn, run);
  for (const { instance, lostBefore } of found.lost) resumeLost(turn, instance, lostBefore);
}

export function resumeRun(turn: Turn, run: Run): void {
  const { state } = turn;
  const entry = state.dags.get(run.facts.dagId);
  if (entry && run.state === 'queued') waitForPlace(turn, entry, run);
  else if (entry) lineOf(entry, run).active += 1;
  if (run.state !== 'running') return;
  askForPast(state, run);
  const limit = run.graph.dag.dagrunTimeoutMs;
  if (limit !== null && run.startedAt !== null) {
    // Of a start that lies in the future, because the clock was set back, the whole limit is left.
    const at = turn.monotonic + Math.min(limit, Math.max(0, run.startedAt + limit - turn.now));
    state.delayTimers.update({ at, kind: 'run_timeout', run, startedAt: run.startedAt });
  }
  for (const instance of allInstances(run)) {
    if (instance.state === 'scheduled' && !state.ending.has(keyOf(instance))) enqueue(state.admission, instance);
    if (isWaiting(instance.state)) beginWait(turn, instance);
    if (
      (instance.state === 'up_for_retry' || instance.state === 'up_for_reschedule') &&
      instance.nextStartAt !== null
    ) {
      const at = turn.monotonic + waitLeft(instance.nextStartAt, instance.endedAt ?? instance.startedAt, turn.now);
      state.delayTimers.update({ at, kind: 'wait_over', instance });
    }
  }
  considerAll(run, turn.now, turn.moves);
}

/** Where the clock was set back meanwhile, the wait is no longer than it was meant to be: it began with the end of the last attempt, or later than that began. */
const waitLeft = (until: number, since: number | null, now: number): number =>
  Math.max(0, until - Math.max(since ?? now, now));

function resumeLost(turn: Turn, instance: Instance, lostBefore: number): void {
  const message = 'the server stopped while the attempt was under way, and the attempt did not survive it';
  const why = { code: 'WORKER_LOST', message };
  if (instance.state === 'queued') attemptRequeued(instance, turn.now, why, turn.moves);
  else if (instance.state === 'running') attemptLost(instance, lostBefore, turn.now, why, turn.moves);
  else if (instance.state === 'restarting') attemptCleared(instance, turn.now, why, turn.moves);
}
