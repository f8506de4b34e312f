/**
 * Deferred attempts that wait, and their looks. Those that wait for the same thing share one look; a few looks are under way at once, so that
 * thousands which are due together do not fall upon the machine together. Times are monotonic milliseconds.
 */
import { createHeap, type Heap } from '#domain/heap.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Outcome } from '#queue/executor.ts';
import { nextIntervalMs } from './interval.ts';
import type { WaitOrder } from './protocol.ts';

/** Looks under way at once. */
const LOOKS_AT_ONCE = 64;
/** A look that takes longer is waited for on its own, and keeps no other from beginning, ms. */
const SLOW_LOOK = 10_000;
/** The longest timer there is: 24.8 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface RoomParts {
  /** One look for what `order` waits for. `deferred`: not yet. Never rejects. */
  look: (order: WaitOrder, lookNumber: number, abort: AbortSignal) => Promise<Outcome>;
  report: (attemptId: string, outcome: Outcome) => void;
  /** Equal for orders that wait for the same thing under the same rules; undefined: it shares with nobody. */
  shareKey: (order: WaitOrder) => string | undefined;
  /** Calls `wake` when a look is worth while; returns what ends that. */
  watch: (order: WaitOrder, wake: () => void) => () => void;
  /** Nobody waits for it any more. */
  forgotten: (order: WaitOrder) => void;
  now: () => number;
  wallNow: () => number;
}

interface Member {
  order: WaitOrder;
  /** When its time is over; null: never. */
  deadline: number | null;
}

/** All that wait for the same thing. */
interface Group {
  key: string;
  members: Map<string, Member>;
  due: number;
  looks: number;
  stopWatch: () => void;
  /** Ends the look that is under way. */
  looking: AbortController | undefined;
}

export class Room {
  readonly #parts: RoomParts;
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new Map<string, Group>();
  readonly #due: Heap<Group> = createHeap((a, b) => a.due < b.due);
  #timer: NodeJS.Timeout | undefined;
  #underWay = 0;
  #looksAtOnce = LOOKS_AT_ONCE;

  constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  /** One look at a time for so long. */
  beCareful(ms: number): void {
    this.#looksAtOnce = 1;
    setTimeout(() => {
      this.#looksAtOnce = LOOKS_AT_ONCE;
      this.#pump();
    }, ms);
  }

  /** One that is here already stays as it is. */
  add(order: WaitOrder): void {
    const { attemptId, wait } = order.work;
    if (wait === undefined || this.#groupOf.has(attemptId)) return;
    const key = this.#parts.shareKey(order) ?? attemptId;
    const now = this.#parts.now();
    const limit = waitLimitOf(order.work.task);
    // Where the clock was set back meanwhile, the whole limit is left, and no more.
    const left = limit === null ? null : Math.min(limit, Math.max(0, wait.since + limit - this.#parts.wallNow()));
    const member = { order, deadline: left === null ? null : now + left };
    let group = this.#groups.get(key);
    if (!group) {
      const made: Group = {
        key,
        members: new Map(),
        due: Number.POSITIVE_INFINITY,
        looks: 0,
        stopWatch: this.#parts.watch(order, () => this.#bringForward(made, this.#parts.now())),
        looking: undefined,
      };
      group = made;
      this.#groups.set(key, made);
    }
    group.members.set(attemptId, member);
    this.#groupOf.set(attemptId, group);
    this.#bringForward(group, Math.min(now + order.firstInMs, member.deadline ?? Number.POSITIVE_INFINITY));
  }

  has(attemptId: string): boolean {
    return this.#groupOf.has(attemptId);
  }

  forget(attemptId: string): void {
    const group = this.#groupOf.get(attemptId);
    if (!group) return;
    this.#groupOf.delete(attemptId);
    const member = group.members.get(attemptId);
    group.members.delete(attemptId);
    if (member) this.#parts.forgotten(member.order);
    if (group.members.size > 0) return;
    this.#groups.delete(group.key);
    this.#due.remove(group);
    group.stopWatch();
    group.looking?.abort();
  }

  /** What they wait for may have come. */
  wake(attemptIds: readonly string[]): void {
    for (const group of new Set(attemptIds.map((id) => this.#groupOf.get(id)))) {
      if (group) this.#bringForward(group, this.#parts.now());
    }
  }

  #bringForward(group: Group, due: number): void {
    if (due >= group.due) return;
    group.due = due;
    if (group.looking) return;
    this.#due.update(group);
    this.#arm();
  }

  #arm(): void {
    const next = this.#due.peek();
    clearTimeout(this.#timer);
    if (!next) return;
    const left = Math.min(Math.max(0, Math.ceil(next.due - this.#parts.now())), LONGEST_TIMER);
    this.#timer = setTimeout(() => this.#pump(), left);
  }

  #pump(): void {
    for (let group = this.#due.peek(); group && group.due <= this.#parts.now(); group = this.#due.peek()) {
      if (this.#underWay >= this.#looksAtOnce) return;
      this.#due.pop();
      void this.#look(group);
    }
    this.#arm();
  }

  async #look(group: Group): Promise<void> {
    const [first] = group.members.values();
    if (!first) return;
    this.#underWay += 1;
    let counted = true;
    const release = () => {
      if (counted) this.#underWay -= 1;
      counted = false;
      this.#pump();
    };
    const slow = setTimeout(release, SLOW_LOOK);
    group.looking = new AbortController();
    group.looks += 1;
    group.due = Number.POSITIVE_INFINITY;
    const outcome = await this.#parts.look(first.order, group.looks, group.looking.signal);
    group.looking = undefined;
    clearTimeout(slow);
    if (outcome.state === 'deferred') this.#plan(group);
    else for (const attemptId of [...group.members.keys()]) this.#end(attemptId, outcome);
    release();
  }

  /** Not yet: those whose time is over end, the others wait for the next look. */
  #plan(group: Group): void {
    const now = this.#parts.now();
    let due = group.due;
    for (const [attemptId, { order, deadline }] of group.members) {
      const { wait, task } = order.work;
      if (wait === undefined) continue;
      if (deadline !== null && deadline <= now) {
        this.#end(attemptId, waitTimedOut(order.work.taskId, order.work.task));
        continue;
      }
      const waited = this.#parts.wallNow() - wait.since;
      const next = now + nextIntervalMs(wait.for.intervalMs, task.sensor, waited, Math.random);
      due = Math.min(due, next, deadline ?? next);
    }
    if (group.members.size === 0) return;
    group.due = due;
    this.#due.update(group);
  }

  #end(attemptId: string, outcome: Outcome): void {
    this.forget(attemptId);
    this.#parts.report(attemptId, outcome);
  }
}

/** What it needs of a task that waits. */
type WaitingTask = WaitOrder['work']['task'];

/** Milliseconds: a sensor's own, or, of another task that waits, what it may take as a whole. */
export const waitLimitOf = (task: WaitingTask): number | null =>
  task.sensor ? task.sensor.timeoutMs : (task.executionTimeoutMs ?? null);

/** As in Airflow, no retry follows on a sensor's time-out. */
export function waitTimedOut(taskId: string, task: WaitingTask): Outcome {
  if (!task.sensor) {
    const { code, message } = new AquilonError('TASK_TIMEOUT', { seconds: (task.executionTimeoutMs ?? 0) / 1000 });
    return { state: 'failed', error: { code, message }, retryable: true };
  }
  const seconds = (task.sensor.timeoutMs ?? 0) / 1000;
  const { code, message } = new AquilonError('SENSOR_TIMEOUT', { task: taskId, seconds });
  if (task.sensor.softFail) return { state: 'skipped', reason: message };
  return { state: 'failed', error: { code, message }, retryable: false };
}
