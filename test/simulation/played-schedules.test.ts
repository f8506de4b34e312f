/** `aquilon dags simulate` against the whole scheduler: the same DAGs, the same times of tasks, and every attempt begins and ends at the same instant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import type { RunFacts } from '#domain/run.ts';
import type { CancelReason, Executor, Outcome, Report, Work } from '#queue/executor.ts';
import { createScheduler } from '#scheduler/scheduler.ts';
import { createDraw, type Draw } from '#simulation/draws.ts';
import { createFates, type Fate } from '#simulation/fates.ts';
import type { DagInput, SimulationInput, SimulationOptions } from '#simulation/input.ts';
import { play } from '#simulation/play.ts';
import { storedDag } from '#simulation/stored-dag.ts';
import { createLogger } from '#support/logger.ts';
import { dag, task } from '#test/support/dags.ts';
import { createMemoryDatabase, createMemoryStore, nameOf } from '#testing/memory-store.ts';
import { createVirtualClock, type VirtualClock } from '#testing/virtual-clock.ts';

const HOUR = 3_600_000;
const DAYS = 4;
const WORLDS = 12;

test('what is simulated begins and ends when the whole scheduler lets it, in random DAGs with pools, limits, retries, sensors and assets', async () => {
  let attempts = 0;
  for (let seed = 1; seed <= WORLDS; seed++) {
    const { input, options } = makeWorld(seed);
    const simulated = await traceOfSimulation(input, options);
    const real = await traceOfScheduler(input, options);
    assert.deepEqual(difference(simulated, real), [], `seed ${seed}`);
    attempts += real.length;
  }
  assert.ok(attempts > WORLDS * 100, `only ${attempts} attempts`);
});

test('the same seed gives the same trace, and another one gives another', async () => {
  const { input, options } = makeWorld(3);
  const first = await traceOfSimulation(input, options);
  assert.deepEqual(await traceOfSimulation(input, options), first);
  assert.notDeepEqual(await traceOfSimulation(input, { ...options, seed: 4 }), first);
});

/** The first lines that only one of them has: what is different at the beginning made the rest so. */
function difference(simulated: Trace, real: Trace): string[] {
  const [ours, theirs] = [new Set(simulated), new Set(real)];
  return [
    ...simulated.filter((line) => !theirs.has(line)).map((line) => `simulated: ${line}`),
    ...real.filter((line) => !ours.has(line)).map((line) => `scheduler: ${line}`),
  ]
    .sort((a, b) => instantIn(a) - instantIn(b))
    .slice(0, 10);
}

const instantIn = (line: string): number => Number(line.split(' ').at(-2));

/** Each task instance: `dag run task try state start end`. */
type Trace = string[];

interface AttemptRow {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  tryNumber: number;
  state: string | null;
  startedAt: number | null;
  endedAt: number | null;
}

/** The ids of runs that assets make differ from one play to the next in a process. */
const nameOfRun = ({ dagId, runType, runAfter }: RunFacts): string => `${dagId} ${runType} ${runAfter}`;

const lineOf = (run: string, row: AttemptRow): string =>
  `${run} ${nameOf(row)} ${row.tryNumber} ${row.state} ${row.startedAt} ${row.endedAt}`;

async function traceOfSimulation(input: SimulationInput, options: SimulationOptions): Promise<Trace> {
  const runs = new Map<number, string>();
  const lines = new Map<string, string>();
  await play(input, options, {
    onBatch(batch) {
      for (const { facts } of batch.newRuns) runs.set(facts.dagRunId, nameOfRun(facts));
      for (const row of batch.goneInstances) lines.delete(`${row.dagRunId} ${nameOf(row)}`);
      for (const row of batch.instances)
        lines.set(`${row.dagRunId} ${nameOf(row)}`, lineOf(runs.get(row.dagRunId) ?? '', row));
    },
    afterTurn: () => undefined,
  });
  return [...lines.values()].sort();
}

async function traceOfScheduler(input: SimulationInput, options: SimulationOptions): Promise<Trace> {
  const clock = createVirtualClock(options.start);
  const dags = input.dags.map((one) => storedDag(one, options));
  const db = createMemoryDatabase(dags, [...input.pools], input.parallelism);
  const troubles: string[] = [];
  let ids = 0;
  const executor = new TimedExecutor(
    input.parallelism,
    clock,
    createFates(input.dags, options, createDraw(options.seed)),
  );
  const scheduler = createScheduler({
    store: createMemoryStore(db, { now: clock.now, isProcessAlive: () => false }),
    executor,
    clock,
    logger: createLogger({ level: 'error', format: 'text', write: (line) => void troubles.push(line) }),
    hostname: 'test',
    pid: 1,
    newId: () => `attempt-${++ids}`,
    leaseMs: Number.POSITIVE_INFINITY,
    longestSleepMs: Number.POSITIVE_INFINITY,
    maxPartitionKeys: input.maxPartitionKeys,
    quarantineAfter: 0,
    tickOptions: { catchupByDefault: input.catchupByDefault },
  });
  await scheduler.start();
  for (;;) {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    const next = clock.next();
    if (next === undefined || options.start + next >= options.end) break;
    clock.advance();
  }
  await scheduler.stop(async () => undefined);
  assert.deepEqual(troubles, []);
  return [...db.runs.values()]
    .flatMap(({ run: { facts }, instances }) =>
      [...instances.values()].map((row) => lineOf(nameOfRun(facts), atTheEnd(row))),
    )
    .sort();
}

/** What was under way when the scheduler stopped is written as lost: as it was before. */
const atTheEnd = (row: AttemptRow & { error: { code: string } | null }): AttemptRow =>
  row.error?.code === 'SHUTDOWN' ? { ...row, state: 'running', endedAt: null } : row;

/** Attempts that run for a time of the clock: what is under test is who begins when. */
class TimedExecutor implements Executor {
  readonly parallelism: number;
  readonly #clock: VirtualClock;
  readonly #fateOf: (work: Work) => Fate;
  readonly #callOff = new Map<string, () => void>();
  #listener: (report: Report) => void = () => undefined;

  constructor(parallelism: number, clock: VirtualClock, fateOf: (work: Work) => Fate) {
    this.parallelism = parallelism;
    this.#clock = clock;
    this.#fateOf = fateOf;
  }

  readyNow(): number {
    return this.parallelism;
  }

  dispatch(works: readonly Work[]): void {
    for (const work of works)
      if (work.task.sensor) this.#end(work, 0, { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 1000 } });
      else this.#play(work);
  }

  wait(works: readonly Work[]): void {
    for (const work of works) this.#play(work);
  }

  cancel(attemptId: string, { code, message }: CancelReason): void {
    this.#callOff.get(attemptId)?.();
    if (this.#callOff.delete(attemptId))
      this.#listener({
        ...{ kind: 'finished', attemptId, at: this.#clock.now() },
        outcome: { state: 'failed', error: { code, message }, retryable: false },
      });
  }

  onReport(listener: (report: Report) => void): void {
    this.#listener = listener;
  }

  async stop(): Promise<void> {
    for (const callOff of this.#callOff.values()) callOff();
  }

  #play(work: Work): void {
    const { tookMs, outcome } = this.#fateOf(work);
    this.#end(work, tookMs, outcome);
  }

  #end({ attemptId }: Work, inMs: number, outcome: Outcome): void {
    const callOff = this.#clock.after(inMs, () => {
      this.#callOff.delete(attemptId);
      this.#listener({ kind: 'finished', attemptId, at: this.#clock.now(), outcome });
    });
    this.#callOff.set(attemptId, callOff);
  }
}

const CRONS = ['0 * * * *', '*/20 3-9 * * *', '30 2 * * *', '15 */4 * * *'];

function makeWorld(seed: number): { input: SimulationInput; options: SimulationOptions } {
  const draw = createDraw(seed);
  const start = Date.parse('2026-03-27T00:00:00Z') + seed * 24 * HOUR;
  const dags = Array.from({ length: 5 }, (_, at) => makeDag(`dag_${at}`, draw));
  const input = {
    dags: [...dags, listener()],
    pools: [
      { name: 'default_pool', slots: 6, includeDeferred: false },
      { name: 'small', slots: 2, includeDeferred: seed % 2 === 0 },
    ],
    parallelism: 4 + (seed % 3),
    catchupByDefault: false,
    maxPartitionKeys: 10,
  };
  return {
    input,
    options: { start, end: start + DAYS * 24 * HOUR, seed, defaultDurationMs: 61_337, failures: 0.1 },
  };
}

const ASSET = { kind: 'asset', name: 'table', uri: 'table', group: 'asset', extra: {} } as const;

function makeDag(dagId: string, draw: Draw): DagInput {
  const pick = <T>(what: string, from: readonly T[]): T =>
    from[Math.floor(draw(`${dagId} ${what}`) * from.length)] as T;
  const isTrue = (what: string, part: number) => draw(`${dagId} ${what}`) < part;
  const tasks: SerializedTask[] = [];
  for (let at = 0; at < 5; at++) {
    const name = `t${at}`;
    const upstream = tasks.filter((other) => isTrue(`${name} after ${other.taskId}`, 0.4));
    const one = task(
      name,
      upstream.map(({ taskId }) => taskId),
      {
        pool: isTrue(`${name} pool`, 0.4) ? 'small' : 'default_pool',
        poolSlots: isTrue(`${name} slots`, 0.2) ? 2 : 1,
        priorityWeight: pick(`${name} weight`, [1, 1, 5]),
        retries: pick(`${name} retries`, [0, 1, 2]),
        retryDelayMs: 77_013,
        triggerRule: pick(`${name} rule`, ['all_success', 'all_success', 'all_done', 'one_failed']),
        ...(isTrue(`${name} past`, 0.15) ? { dependsOnPast: true } : {}),
        ...(isTrue(`${name} outlet`, 0.2) ? { outlets: [ASSET] } : {}),
        ...(isTrue(`${name} sensor`, 0.15) ? { sensor: SENSOR } : {}),
        ...(isTrue(`${name} limit`, 0.2) ? { maxActiveTisPerDag: 1 } : {}),
        ...(isTrue(`${name} timeout`, 0.2) ? { executionTimeoutMs: 900_019 } : {}),
      },
    );
    for (const up of upstream) up.downstream.push(name);
    tasks.push(one);
  }
  const [first, second] = tasks;
  if (first && second && isTrue('mapped', 0.4)) {
    first.isListed = true;
    second.expand = { kind: 'product', inputs: [{ name: 'of', source: { kind: 'xcom', taskId: first.taskId } }] };
    if (!second.upstream.includes('t0')) {
      second.upstream.push('t0');
      first.downstream.push('t1');
    }
  }
  const expression = pick('cron', CRONS);
  const history = Object.fromEntries(
    tasks.map(({ taskId }) => [
      taskId,
      {
        durations: Array.from({ length: 6 }, (_, at) =>
          Math.round(1 + draw(`${dagId} ${taskId} took ${at}`) * 2_000_000),
        ),
        instances: pick(`${taskId} instances`, [1, 3, 4]),
      },
    ]),
  );
  return inputOf(
    dag(dagId, tasks, {
      timetable: {
        kind: 'cron',
        expression,
        timezone: 'Europe/Berlin',
        summary: expression,
        ...(isTrue('interval', 0.5) ? { dataInterval: true } : {}),
      },
      startDate: '2026-01-01T00:00:00Z',
      catchup: isTrue('catchup', 0.5),
      ...(isTrue('timeout', 0.3) ? { dagrunTimeoutMs: 3_300_007 } : {}),
    }),
    history,
    pick('active', [1, 2, 16]),
  );
}

const SENSOR: SerializedTask['sensor'] = {
  pokeIntervalMs: 60_000,
  timeoutMs: 1_500_007,
  softFail: true,
  exponentialBackoff: false,
  maxWaitMs: null,
  onError: 'fail',
};

const listener = (): DagInput =>
  inputOf(
    dag('listener', [task('reads')], {
      timetable: { kind: 'null', summary: null },
      assetSchedule: ASSET,
      catchup: false,
    }),
    {},
    1,
  );

const inputOf = (serialized: SerializedDag, history: DagInput['history'], maxActiveRuns: number): DagInput => ({
  ...{ serialized, history, maxActiveRuns },
  paused: false,
  maxActiveTasks: 4,
  maxConsecutiveFailedRuns: 0,
  lastInterval: null,
});
