/**
 * When a task instance is expected to start: from how long tasks have taken, what runs now, and what stands in line before it. It is an estimate,
 * and says what it takes for granted.
 */
import { type Admission, poolOf } from './admission.ts';
import { type Holder, holdersOf, isRun, linedUpBefore } from './holders.ts';
import type { Reason } from './reasons.ts';
import { type Instance, type Run, relatedInstances, type TaskOfRun } from './run.ts';
import { isFinished } from './states.ts';

/** Milliseconds that a task usually takes; undefined where it has never succeeded. */
export type UsualDuration = (dagId: string, taskId: string) => number | undefined;

export interface Surroundings {
  admission: Admission;
  /** All that are open. */
  runs: readonly Run[];
  /** Runs that get their place before that of the instance, where it waits for one. */
  runsAhead: readonly Run[];
  now: number;
  usual: UsualDuration;
}

export interface Forecast {
  /** Epoch ms; null: nobody can tell, because somebody has to act first. */
  at: number | null;
  /** What is taken for granted, or has to happen first. */
  assumes: string[];
}

/** Nothing that has a time ends these: a person does. */
const NEEDS_A_PERSON: ReadonlySet<Reason['code']> = new Set([
  'dag_paused',
  'dag_quarantined',
  'backfill_paused',
  'pool_unknown',
  'pool_too_small',
  'worker_drained',
  'no_scheduler',
]);

/** An answer that is waited for without an end. */
const needsAPerson = (reason: Reason): boolean =>
  NEEDS_A_PERSON.has(reason.code) || (reason.code === 'awaiting_input' && reason.until === null);

const isOfRun = ({ code }: Reason): boolean => code === 'run_after' || code === 'max_active_runs';

/** Rules that one upstream may satisfy. */
const FIRST_DECIDES: ReadonlySet<string> = new Set(['one_success', 'one_failed', 'one_done']);

/** `reasons`: the complete list (explainInstance). */
export function forecastStart(instance: Instance, reasons: readonly Reason[], around: Surroundings): Forecast {
  const blocking = reasons.filter(needsAPerson);
  if (blocking.length > 0) return { at: null, assumes: blocking.map(({ message }) => message) };
  const estimate = new Estimate(around);
  const ends = (wanted: (reason: Reason) => boolean) =>
    reasons.filter(wanted).map((reason) => estimate.endOf(reason, instance));
  const runStart = Math.max(around.now, ...ends(isOfRun));
  // What is before it in its run takes its time from when the run has its place.
  const ready = runStart + estimate.readyAt(instance) - around.now;
  const at = Math.max(ready, ...ends((reason) => !isOfRun(reason)));
  if (!Number.isFinite(at)) return { at: null, assumes: estimate.obstacles() };
  return { at: Math.round(at), assumes: estimate.assumptions() };
}

class Estimate {
  readonly #around: Surroundings;
  readonly #ends = new Map<TaskOfRun, number>();
  readonly #neverRan = new Set<string>();
  readonly #unanswered = new Set<string>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  assumptions(): string[] {
    const names = [...this.#neverRan];
    const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
    return [
      'tasks take as long as the median of their last successes',
      'nothing more urgent comes, and no try fails',
      ...(names.length > 0 ? [`what has never succeeded yet takes no time: ${shown}`] : []),
    ];
  }

  /** Why there is no end. */
  obstacles(): string[] {
    const asked = [...this.#unanswered].map((taskId) => `somebody has to answer ${taskId}`);
    return asked.length > 0 ? asked : ['what it waits for has no end that can be told'];
  }

  /** When everything before it has ended. */
  readyAt(instance: Instance): number {
    const { run, node, nextStartAt, state } = instance;
    const { now } = this.#around;
    if (nextStartAt !== null) return Math.max(now, nextStartAt);
    if (state !== null) return now;
    const open = node.upstream.filter((up) => relatedInstances(instance, up).some((one) => !isFinished(one.state)));
    this.#settle(run, open);
    const ends = open.map((up) => this.#endOfTask(run.tasks[up]));
    if (ends.length === 0) return now;
    return FIRST_DECIDES.has(node.task.triggerRule) ? Math.min(...ends) : Math.max(...ends);
  }

  /** When the reason will be no reason any more. */
  endOf(reason: Reason, instance: Instance): number {
    const { now, admission } = this.#around;
    const { task } = instance.node;
    switch (reason.code) {
      case 'run_after':
      case 'retry_delay':
      case 'reschedule':
        return reason.until;
      case 'awaiting_input':
      case 'deferred':
        return this.#endOfInstance(instance);
      case 'setup':
        return Math.max(now, ...instance.node.setups.map((up) => this.#endOfTask(instance.run.tasks[up])));
      case 'depends_on_past':
      case 'wait_for_downstream':
        return this.#endOfPast(reason, instance);
      case 'max_active_runs':
        return this.#room(this.#endsOf(reason, instance), this.#around.runsAhead, reason.limit, 1);
      case 'pool_full':
      case 'priority': {
        const { slots } = poolOf(admission, task.pool);
        const ahead = linedUpBefore(instance, this.#around.runs);
        const full: Reason = {
          code: 'pool_full',
          pool: task.pool,
          slots,
          used: 0,
          needed: task.poolSlots,
          message: '',
        };
        return this.#room(this.#endsOf(full, instance), ahead, slots, task.poolSlots);
      }
      case 'parallelism':
      case 'max_active_tasks':
      case 'max_active_tis_per_dag':
      case 'max_active_tis_per_dagrun':
        return this.#room(this.#endsOf(reason, instance), linedUpBefore(instance, this.#around.runs), reason.limit, 1);
      default:
        return now;
    }
  }

  /** When each place that is held now becomes free. */
  #endsOf(reason: Reason, instance: Instance): number[] {
    const { admission, runs } = this.#around;
    const holders = holdersOf(reason, instance, admission, runs);
    return holders.flatMap((holder) => Array.from({ length: widthOf(holder) }, () => this.#endOfHolder(holder)));
  }

  /** The places are given to those ahead, one after the other, then to one that needs `needed` of them. */
  #room(ends: number[], ahead: readonly Holder[], limit: number, needed: number): number {
    const { now } = this.#around;
    const places = Number.isFinite(limit) ? Math.max(limit, ends.length) : ends.length + needed;
    const free = [...ends, ...Array.from({ length: Math.max(0, places - ends.length) }, () => now)];
    // With fewer places than are held, what ends first gives nobody a place.
    const surplus = Number.isFinite(limit) ? Math.max(0, ends.length - limit) : 0;
    free.sort((a, b) => a - b).splice(0, surplus);
    for (const one of ahead) {
      const width = Math.min(widthOf(one), free.length);
      const start = Math.max(now, free[width - 1] ?? now);
      free.splice(0, width, ...Array.from({ length: width }, () => start + this.#lengthOf(one)));
      free.sort((a, b) => a - b);
    }
    return Math.max(now, free[Math.min(needed, free.length) - 1] ?? now);
  }

  #endOfHolder(holder: Holder): number {
    return isRun(holder) ? this.#endOfRun(holder) : this.#endOfInstance(holder);
  }

  #lengthOf(holder: Holder): number {
    return isRun(holder) ? this.#endOfRun(holder) - this.#around.now : this.#usual(holder);
  }

  #endOfRun(run: Run): number {
    this.#settle(run, [...run.tasks.keys()]);
    return Math.max(this.#around.now, ...run.tasks.map((task) => this.#endOfTask(task)));
  }

  #endOfPast(reason: Reason, { run, node }: Instance): number {
    const past = run.past;
    if (!past) return this.#around.now;
    if (reason.code === 'wait_for_downstream') return this.#endOfRun(past);
    return this.#endOfTask(past.tasks[past.graph.byId.get(node.task.taskId)?.index ?? -1]);
  }

  /** Estimates the ends of these tasks after those of all before them, without a recursion as deep as the DAG. */
  #settle(run: Run, tasks: readonly number[]): void {
    const stack = [...tasks];
    const entered = new Set<number>();
    for (let at = stack.at(-1); at !== undefined; at = stack.at(-1)) {
      const task = run.tasks[at];
      const open =
        entered.has(at) || task === undefined ? [] : task.node.upstream.filter((up) => this.#isOpen(run, up));
      entered.add(at);
      if (open.length > 0) stack.push(...open);
      else {
        this.#endOfTask(task);
        stack.pop();
      }
    }
  }

  #isOpen(run: Run, at: number): boolean {
    const task = run.tasks[at];
    return task !== undefined && !this.#ends.has(task) && task.instances.some(({ state }) => !isFinished(state));
  }

  /** When the last of its instances has ended, with as many at once as there is room for. */
  #endOfTask(task: TaskOfRun | undefined): number {
    const { now, admission } = this.#around;
    if (task === undefined) return now;
    const known = this.#ends.get(task);
    if (known !== undefined) return known;
    let end = now;
    const waiting: Instance[] = [];
    for (const instance of task.instances) {
      if (instance.state === null || instance.state === 'scheduled') waiting.push(instance);
      else if (!isFinished(instance.state)) end = Math.max(end, this.#endOfInstance(instance));
    }
    const [first] = waiting;
    if (first !== undefined) {
      const { pool, poolSlots } = first.node.task;
      const atOnce = Math.max(
        1,
        Math.floor(Math.min(poolOf(admission, pool).slots / poolSlots, admission.parallelism)),
      );
      end = Math.max(end, this.readyAt(first) + Math.ceil(waiting.length / atOnce) * this.#usual(first));
    }
    this.#ends.set(task, end);
    return end;
  }

  #endOfInstance(instance: Instance): number {
    const { now } = this.#around;
    const { state, startedAt, nextStartAt, waitFor, waitingSince } = instance;
    if (isFinished(state)) return now;
    if (state === 'deferred' && waitFor?.kind === 'time') return Math.max(now, waitFor.at);
    if (state === 'deferred') return Math.max(now, (waitingSince ?? now) + this.#usual(instance));
    if (state === 'awaiting_input') {
      if (waitFor?.kind === 'answer' && waitFor.until !== null) return Math.max(now, waitFor.until);
      this.#unanswered.add(instance.node.task.taskId);
      return Number.POSITIVE_INFINITY;
    }
    if (nextStartAt !== null) return Math.max(now, nextStartAt) + this.#usual(instance);
    return Math.max(now, (startedAt ?? now) + this.#usual(instance));
  }

  #usual({ run, node }: Instance): number {
    const { taskId } = node.task;
    const usual = this.#around.usual(run.facts.dagId, taskId);
    if (usual === undefined) this.#neverRan.add(taskId);
    return usual ?? 0;
  }
}

const widthOf = (holder: Holder): number => (isRun(holder) ? 1 : holder.node.task.poolSlots);
