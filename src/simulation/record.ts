/** What a simulation was seen to do: runs, waits of tasks, and how full the pools were. */
import { type Admission, takenOf } from '#domain/admission.ts';
import type { RunState } from '#domain/states.ts';
import type { Batch, EventRow } from '#scheduler/store.ts';
import type { Observer } from './play.ts';

/** Instants are epoch milliseconds. */
export interface RunRecord {
  runType: string;
  /** What its landing time counts from: the end of its data interval, or when it was to begin. */
  due: number;
  madeAt: number;
  startedAt: number | null;
  endedAt: number | null;
  state: RunState;
  /** How many of its deadlines it has missed. */
  missed: number;
}

export interface WaitRecord {
  tasks: number;
  longestMs: number;
  totalMs: number;
}

export interface PoolRecord extends WaitRecord {
  /** Infinity: without end. */
  slots: number;
  mostUsed: number;
  /** In all, with no slot free. */
  fullMs: number;
  fullSince: number | null;
}

interface Waiting {
  since: number;
  pool: string;
  codes: readonly string[];
}

export class Recorder implements Observer {
  /** By DAG, in the order in which they were made. */
  readonly runs = new Map<string, RunRecord[]>();
  /** By DAG and reason. */
  readonly waits = new Map<string, Map<string, WaitRecord>>();
  readonly pools = new Map<string, PoolRecord>();
  /** Slots of the executor, as if they were a pool. */
  readonly workers: PoolRecord = newPool(0);
  attempts = 0;
  readonly #open = new Map<number, RunRecord>();
  readonly #waiting = new Map<string, Waiting>();

  onBatch(batch: Batch): void {
    for (const { facts, state, queuedAt, startedAt, endedAt } of batch.newRuns) {
      const due = facts.dataIntervalEnd ?? facts.runAfter;
      const run = { runType: facts.runType, due, madeAt: queuedAt, startedAt, endedAt, state, missed: 0 };
      const known = this.runs.get(facts.dagId);
      if (known) known.push(run);
      else this.runs.set(facts.dagId, [run]);
      if (endedAt === null) this.#open.set(facts.dagRunId, run);
    }
    for (const { dagRunId, missedAt } of batch.deadlines) {
      const run = missedAt === null ? undefined : this.#open.get(dagRunId);
      if (run) run.missed += 1;
    }
    for (const { dagRunId, state, startedAt, endedAt } of batch.runs) {
      const run = this.#open.get(dagRunId);
      if (!run) continue;
      Object.assign(run, { state, startedAt, endedAt });
      if (endedAt !== null) this.#open.delete(dagRunId);
    }
    for (const event of batch.events) if (event.kind === 'task') this.#noteTask(event, batch);
  }

  afterTurn(now: number, admission: Admission): void {
    for (const pool of admission.pools.values()) {
      let known = this.pools.get(pool.name);
      if (!known) {
        known = newPool(pool.slots);
        this.pools.set(pool.name, known);
      }
      noteUse(known, takenOf(pool), now);
    }
    this.workers.slots = admission.parallelism;
    noteUse(this.workers, admission.active, now);
  }

  /** What still waits or is full counts up to `end`. */
  close(end: number): void {
    for (const [key, waiting] of this.#waiting) this.#endWait(key, waiting, end);
    for (const pool of [...this.pools.values(), this.workers]) noteUse(pool, 0, end, false);
  }

  #noteTask({ dagRunId, dagId, taskId, mapIndex, from, to, at, why }: EventRow, batch: Batch): void {
    if (to === 'running') this.attempts += 1;
    if (from !== 'scheduled' && to !== 'scheduled') return;
    const key = `${dagId}\n${dagRunId} ${mapIndex} ${taskId}`;
    const waiting = this.#waiting.get(key);
    if (from === 'scheduled' && waiting) this.#endWait(key, waiting, at);
    if (to !== 'scheduled' || !Array.isArray(why)) return;
    const row = batch.instances.series.find(({ first }) => first.dagRunId === dagRunId && first.taskId === taskId);
    this.#waiting.set(key, { since: at, pool: row?.first.pool ?? '', codes: why.map(({ code }) => code) });
  }

  #endWait(key: string, { since, pool, codes }: Waiting, at: number): void {
    this.#waiting.delete(key);
    const dagId = key.slice(0, key.indexOf('\n'));
    const ofDag = this.waits.get(dagId) ?? new Map<string, WaitRecord>();
    this.waits.set(dagId, ofDag);
    for (const code of codes) {
      const known = ofDag.get(code) ?? { tasks: 0, longestMs: 0, totalMs: 0 };
      ofDag.set(code, known);
      addWait(known, at - since);
    }
    const inPool = this.pools.get(pool);
    if (inPool && codes.some((code) => OF_POOLS.has(code))) addWait(inPool, at - since);
    if (codes.includes('parallelism')) addWait(this.workers, at - since);
  }
}

const OF_POOLS: ReadonlySet<string> = new Set(['pool_full', 'pool_too_small', 'pool_unknown', 'priority']);

const newPool = (slots: number): PoolRecord => ({
  slots,
  mostUsed: 0,
  fullMs: 0,
  fullSince: null,
  tasks: 0,
  longestMs: 0,
  totalMs: 0,
});

function addWait(record: WaitRecord, ms: number): void {
  record.tasks += 1;
  record.totalMs += ms;
  record.longestMs = Math.max(record.longestMs, ms);
}

function noteUse(pool: PoolRecord, used: number, now: number, isFull = used >= pool.slots): void {
  pool.mostUsed = Math.max(pool.mostUsed, used);
  if (isFull) pool.fullSince ??= now;
  else if (pool.fullSince !== null) {
    pool.fullMs += now - pool.fullSince;
    pool.fullSince = null;
  }
}
