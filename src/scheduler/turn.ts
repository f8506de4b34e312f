/**
 * One turn of the loop: the events that have come since the last commit are applied, everything that follows from them is decided, and
 * the result is one batch for one commit, with what is to be done after it.
 */
import { admit, countWaiting, enqueue, release, withdraw, withdrawRun } from '#domain/admission.ts';
import { beginRun, confirmReady, standInLine, startAttempt } from '#domain/moves.ts';
import type { Reason } from '#domain/reasons.ts';
import { refusals } from '#domain/refusals.ts';
import { allInstances, type Instance, type Run, type TaskOfRun, taskOf } from '#domain/run.ts';
import { nameOfSources } from '#domain/run-sources.ts';
import { isOccupied, isRunFinished, type MaybeTaskState, type RunState } from '#domain/states.ts';
import { type EndedTry, type Moves, noMoves, type RunTransition, type TaskTransition } from '#domain/transitions.ts';
import type { CancelReason } from '#queue/executor.ts';
import { ask } from './answers.ts';
import { endBackfills, isHeld } from './backfills.ts';
import { endDeadlines } from './deadlines.ts';
import { explainRun } from './explain-run.ts';
import { pauseAfterFailures } from './failed-runs.ts';
import { writeNotices } from './notices.ts';
import { askForPast, forgetAsker, tellFollowers } from './past.ts';
import { noteRun } from './recent-runs.ts';
import { emptyBatch, instanceRow, newRunRow, runEvent, runRow, taskEvent } from './rows.ts';
import { waitForPlace } from './run-places.ts';
import { type DagEntry, keyOf, lineOf, type RunLine, type SchedulerState } from './state.ts';
import type { AssetEventRow, Batch, InstanceRow, RunRow } from './store.ts';
import { TaskNotes } from './task-notes.ts';
import { dropVoidRows, keepLastXComs } from './void-rows.ts';
import { beginWait, endWait } from './waits.ts';

export interface Turn {
  readonly state: SchedulerState;
  /** Wall clock and monotonic clock at the beginning of the turn. */
  readonly now: number;
  readonly monotonic: number;
  readonly moves: Moves;
  /** How many of the transitions have been taken note of. */
  absorbed: number;
  readonly batch: Batch;
  /** Runs that this turn made, with what their rows say of their origin. */
  readonly born: Map<Run, { triggeredBy: string; note: string | null }>;
  /** Runs that backfills of this turn took over. */
  readonly taken: Map<Run, RunRow['takenBy']>;
  /** Runs that stand on another version from now on, or that somebody changed, and what of them. */
  readonly rebuilt: Map<Run, RunRow['edited']>;
  /** Instances without a row: a newer version of the DAG brought them into an older run. */
  readonly added: Set<Instance>;
  /** Instances whose result a person has changed. */
  readonly lengthened: Set<Instance>;
  /** What people have written on instances. */
  readonly notes: TaskNotes;
  /** A person has written or deleted XComs: attempts may have written the same in this turn. */
  hasXComsByHand: boolean;
  /** Attempts to hand to the executor after the commit. */
  readonly dispatch: Instance[];
  /** Deferred attempts to look after from the commit on, and those to look after no more. */
  readonly waits: Instance[];
  readonly unwaited: { attemptId: string; why: CancelReason }[];
  /** Events of assets that this turn raised and that no run was made for yet, by the DAGs that they came to. */
  readonly raised: Map<DagEntry, AssetEventRow[]>;
  /** DAGs that may have room for another run. */
  readonly roomIn: Set<DagEntry>;
  /** Called after the commit; with the lost runs of its result. */
  readonly afterCommit: ((lostRuns: ReadonlySet<number>) => void)[];
  readonly hostname: string;
  readonly newId: () => string;
  /** How many attempts of a snapshot the executor could start without waiting. */
  readonly readyNow: (snapshotHash: string) => number;
}

export type TurnSetup = Pick<Turn, 'state' | 'now' | 'monotonic' | 'hostname' | 'newId' | 'readyNow'>;

export function createTurn(setup: TurnSetup): Turn {
  const { freed } = setup.state;
  const turn: Turn = {
    ...setup,
    moves: noMoves('scheduler', setup.newId),
    absorbed: 0,
    batch: emptyBatch(),
    born: new Map(),
    taken: new Map(),
    rebuilt: new Map(),
    added: new Set(),
    lengthened: new Set(),
    notes: new TaskNotes(),
    hasXComsByHand: false,
    dispatch: [],
    waits: [],
    unwaited: [],
    raised: new Map(),
    roomIn: new Set(freed),
    afterCommit: [],
  };
  for (const entry of freed) runEnded(turn, entry);
  freed.clear();
  return turn;
}

/** Draws all conclusions: slots given back, runs that get their place, tasks that start or stand in line. Then writes the batch. */
export function conclude(turn: Turn): void {
  const ready: Instance[] = [];
  do {
    absorb(turn);
    beginQueuedRuns(turn);
    ready.push(...confirmed(turn));
  } while (turn.absorbed < turn.moves.transitions.length);
  noteEnding(turn);
  place(turn, ready);
  fillBatch(turn);
}

/** Takes note of the transitions that came since the last time: timers, slots, lines, places of runs. */
function absorb(turn: Turn): void {
  const { moves, state } = turn;
  for (const instance of moves.released.splice(0)) release(state.admission, instance);
  const found = moves.transitions.slice(turn.absorbed);
  turn.absorbed += found.length;
  for (const transition of found) {
    if (transition.kind === 'task') absorbTask(turn, transition);
    else absorbRun(turn, transition);
  }
}

function absorbTask(turn: Turn, transition: TaskTransition): void {
  const { state } = turn;
  const { instance, from, to, at: since } = transition;
  if (to === 'deferred') {
    countWaiting(state.admission, instance, to, 1);
    beginWait(turn, instance);
  }
  if (to === 'awaiting_input') {
    countWaiting(state.admission, instance, to, 1);
    ask(turn, instance);
    beginWait(turn, instance);
  }
  if (from === 'awaiting_input') countWaiting(state.admission, instance, from, -1);
  if (from === 'deferred') {
    countWaiting(state.admission, instance, from, -1);
    endWait(turn, transition);
  }
  if (from === 'scheduled' && !isOccupied(to)) withdraw(instance);
  if (state.askers.size > 0) tellFollowers(turn, transition);
  if ((to === 'up_for_retry' || to === 'up_for_reschedule') && instance.nextStartAt !== null) {
    // Where the clock was set back meanwhile, the wait is no longer than it was meant to be.
    const at = turn.monotonic + Math.max(0, instance.nextStartAt - Math.max(since, turn.now));
    state.delayTimers.update({ at, kind: 'wait_over', instance });
  }
}

function absorbRun(turn: Turn, transition: RunTransition): void {
  const { run, from, to, why } = transition;
  const { state } = turn;
  const entry = state.dags.get(run.facts.dagId);
  if (entry) {
    const line = lineOf(entry, run);
    if (from === 'running') line.active -= 1;
    if (to === 'running') line.active += 1;
    if (to === 'queued') waitForPlace(turn, entry, run);
    else line.queued.remove(run);
    // It may have been cleared in this turn already, or deleted.
    const failed = to === 'failed' && run.state === 'failed' && !turn.batch.deletedRuns.includes(run.facts.dagRunId);
    noteRun(entry, run, failed);
    if (failed) pauseAfterFailures(turn, entry, why);
    turn.roomIn.add(entry);
  }
  if (to === 'running') {
    armTimeout(turn, run);
    askForPast(state, run);
  } else forgetAsker(state, run);
  if (isRunFinished(to)) {
    endDeadlines(turn, entry, transition);
    withdrawRun(run);
    state.runs.delete(run.facts.dagRunId);
    if (entry) runEnded(turn, entry);
  } else {
    // A run that had ended was no part of the state while its DAG was switched.
    run.paused = entry?.stored.paused ?? run.paused;
    run.quarantine = entry?.stored.quarantine ?? null;
    state.runs.set(run.facts.dagRunId, run);
  }
}

/** A run of the DAG ended: what waited for its room is looked at again, events of assets and the tick that is due. */
function runEnded(turn: Turn, entry: DagEntry): void {
  if (entry.inboxes.size > 0) turn.state.assetsMoved.add(entry);
  if (!entry.tickHeld || !entry.tick) return;
  entry.tickHeld = false;
  turn.state.wallTimers.update({ at: entry.tick.runAfter, kind: 'tick', dagId: entry.stored.dagId, tick: entry.tick });
}

function armTimeout(turn: Turn, run: Run): void {
  const limit = run.graph.dag.dagrunTimeoutMs;
  if (limit === null || run.startedAt === null) return;
  const at = turn.monotonic + Math.max(0, run.startedAt + limit - turn.now);
  turn.state.delayTimers.update({ at, kind: 'run_timeout', run, startedAt: run.startedAt });
}

/** Queued runs get the free places of their DAG, or of their backfill, the first one first. */
function beginQueuedRuns(turn: Turn): void {
  for (const entry of turn.roomIn) {
    turn.roomIn.delete(entry);
    if (entry.backfills.size > 0) endBackfills(turn, entry);
    if (entry.stored.paused) continue;
    beginFrom(turn, entry, entry.stored.maxActiveRuns);
    for (const backfill of entry.backfills.values())
      if (!isHeld(backfill)) beginFrom(turn, backfill, backfill.stored.maxActiveRuns);
  }
}

function beginFrom(turn: Turn, line: RunLine, maxActiveRuns: number): void {
  for (let run = line.queued.peek(); run && line.active < maxActiveRuns; run = line.queued.peek()) {
    beginRun(run, turn.now, turn.moves);
    absorb(turn);
  }
}

/** The instances that became ready and still are. */
function confirmed({ moves, now }: Turn): Instance[] {
  return moves.ready
    .splice(0)
    .filter(({ run, state }) => run.state === 'running' && waits(state))
    .filter((instance) => confirmReady(instance, now, moves));
}

/** Processes of attempts that are given up take a while to end. What is being cleared waits for its own as `restarting`. */
function noteEnding({ moves, state }: Turn): void {
  for (const { attemptId } of moves.cancelled) {
    const instance = state.attempts.get(attemptId);
    if (instance && instance.state !== 'restarting') state.ending.set(keyOf(instance), attemptId);
  }
}

/** Ready instances start, as far as there is room; the others stand in line, and why is written down. */
function place(turn: Turn, found: readonly Instance[]): void {
  const { state, moves } = turn;
  const ready = found.filter((instance) => waits(instance.state) && !isEnding(state, instance));
  for (const instance of ready) enqueue(state.admission, instance);
  const free = new Map<string, number>();
  for (const instance of admit(state.admission)) {
    const sources = nameOfSources(instance.run);
    const left = free.get(sources) ?? turn.readyNow(sources);
    free.set(sources, left - 1);
    startAttempt(instance, left > 0, turn.now, turn.newId, moves);
    state.attempts.set(instance.attemptId, instance);
    turn.dispatch.push(instance);
    if (instance.tryNumber > 1) turn.batch.clearedXComs.push(rowKeyOf(instance));
  }
  let known: { task: TaskOfRun; reasons: Reason[] } | undefined;
  for (const instance of ready) {
    // Admitted above, or in line since an earlier turn.
    if (isOccupied(instance.state) || instance.state === 'scheduled') continue;
    const task = taskOf(instance);
    // A hundred thousand instances of one task are refused for the same reasons: these are kept once.
    if (known?.task !== task || known.reasons.some(({ code }) => code === 'priority'))
      known = { task, reasons: refusals(state.admission, instance) };
    standInLine(instance, turn.now, known.reasons, moves);
  }
}

/** Nothing of the kind is under way nearly always: a hundred thousand instances are not given their names for that. */
const isEnding = ({ ending }: SchedulerState, instance: Instance): boolean =>
  ending.size > 0 && ending.has(keyOf(instance));

const waits = (state: MaybeTaskState): boolean =>
  state === null || state === 'scheduled' || state === 'up_for_retry' || state === 'up_for_reschedule';

export const rowKeyOf = (instance: Instance) => ({
  dagRunId: instance.run.facts.dagRunId,
  taskId: instance.node.task.taskId,
  mapIndex: instance.mapIndex,
});

/** The rows of the commit: each instance and each run once, as it is now, guarded by the state it had before the turn. */
function fillBatch(turn: Turn): void {
  const { batch, moves } = turn;
  const instances = new Map<Instance, { from: MaybeTaskState; archive: EndedTry | null }>();
  const runs = new Map<Run, RunState>();
  for (const [run, { triggeredBy }] of turn.born) {
    batch.events.push(runEvent(run, null, { to: 'queued', at: turn.now, why: null }, triggeredBy));
  }
  const deleted = new Set(batch.deletedRuns);
  // A run that has ended makes what it does not have anew when it goes on.
  const unneeded = new Set(turn.added.values().filter(({ run, state }) => isRunFinished(run.state) && state === null));
  for (const instance of unneeded) turn.added.delete(instance);
  for (const instance of moves.added.splice(0)) turn.added.add(instance);
  const gone = new Set(moves.gone.splice(0));
  for (const transition of moves.transitions) {
    if (transition.kind === 'run') {
      if (!runs.has(transition.run)) runs.set(transition.run, transition.from);
      batch.events.push(runEvent(transition.run, transition.from, transition, transition.by));
      continue;
    }
    batch.events.push(taskEvent(transition, transition.by));
    const { instance, from, archive } = transition;
    // Written as a whole, or not at all.
    if (turn.born.has(instance.run) || turn.added.has(instance) || gone.has(instance) || unneeded.has(instance))
      continue;
    const known = instances.get(instance);
    if (!known) instances.set(instance, { from, archive });
    else known.archive ??= archive;
  }
  writeNotices(turn, deleted);
  for (const instance of gone) if (!turn.born.has(instance.run)) batch.goneInstances.push(rowKeyOf(instance));
  for (const [run, origin] of turn.born) {
    batch.newRuns.push({ ...newRunRow(run, turn.now, origin), waitReasons: waitReasons(turn, run) });
    for (const instance of allInstances(run)) batch.instances.push(newInstanceRow(turn, instance));
  }
  for (const instance of turn.added) {
    if (turn.born.has(instance.run) || deleted.has(instance.run.facts.dagRunId)) continue;
    batch.instances.push(newInstanceRow(turn, instance));
  }
  for (const [instance, { from, archive }] of instances) {
    if (deleted.has(instance.run.facts.dagRunId)) continue;
    const row = instanceRow(instance, from, archive, turn.hostname, turn.notes.takeFor(instance));
    batch.instances.push(turn.rebuilt.has(instance.run) ? { ...row, isRebuilt: true } : row);
  }
  for (const instance of turn.lengthened) {
    if (instances.has(instance) || turn.added.has(instance) || deleted.has(instance.run.facts.dagRunId)) continue;
    const returned = { length: instance.returnedLength };
    batch.amended.push({ ...rowKeyOf(instance), count: 1, returned, note: turn.notes.takeFor(instance) });
  }
  // A row that is deleted takes its note with it.
  for (const instance of gone) turn.notes.takeFor(instance);
  batch.amended.push(...turn.notes.takeRest(deleted));
  if (turn.hasXComsByHand) keepLastXComs(batch);
  dropVoidRows(batch, deleted);
  for (const run of turn.rebuilt.keys()) if (!runs.has(run)) runs.set(run, run.state);
  for (const [run, from] of runs) {
    if (turn.born.has(run) || deleted.has(run.facts.dagRunId)) continue;
    const queuedAt = run.state === 'queued' && from !== 'queued' ? turn.now : null;
    batch.runs.push({
      ...runRow(run, from, queuedAt, turn.now),
      waitReasons: waitReasons(turn, run),
      takenBy: turn.taken.get(run) ?? null,
      edited: turn.rebuilt.get(run) ?? null,
    });
  }
}

const newInstanceRow = (turn: Turn, instance: Instance): InstanceRow =>
  instanceRow(instance, undefined, null, turn.hostname, turn.notes.takeFor(instance));

function waitReasons(turn: Turn, run: Run): Batch['runs'][number]['waitReasons'] {
  const reasons = explainRun(turn.state, run);
  return reasons.length > 0 ? reasons : null;
}
