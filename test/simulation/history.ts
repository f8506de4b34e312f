/**
 * One history: random DAGs, random outcomes, and a scheduler that is killed, cut off and misled as the seed says; a new one takes over each
 * time. At the end every run has ended, and every promise was kept on the way.
 */

import { isFinished, isOccupied } from '#domain/states.ts';
import { countUpstream, judge, noUpstreams } from '#domain/trigger-rules.ts';
import type { CancelReason, Executor, Outcome, Report, Work } from '#queue/executor.ts';
import type { Actor } from '#scheduler/commands.ts';
import { createScheduler, type Scheduler } from '#scheduler/scheduler.ts';
import { createLogger } from '#support/logger.ts';
import { overdueDags } from './model-assets.ts';
import {
  createModelDatabase,
  createModelStore,
  type Fault,
  graphOfRun,
  type ModelDatabase,
  nameOf,
} from './model-store.ts';
import { createRandom, type Random } from './random.ts';
import { randomDag } from './random-dags.ts';
import { outcomeOfWait, randomOutcome, START } from './random-outcomes.ts';
import { expect, must, Violation } from './violation.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

const actor: Actor = { user: 'sim', via: 'test' };

export interface HistoryResult {
  seed: number;
  commits: number;
  crashes: number;
  attempts: number;
}

export async function playHistory(seed: number): Promise<HistoryResult> {
  const random = createRandom(seed);
  const clock = createVirtualClock(START);
  const parallelism = random.int(1, 6);
  const db = createModelDatabase(
    Array.from({ length: random.int(1, 3) }, (_, at) => randomDag(random, at)),
    [
      { name: 'default_pool', slots: random.int(2, 8) },
      { name: 'small', slots: random.int(1, 3) },
    ],
    parallelism,
  );
  const play = new Play(seed, random, clock, db);
  await play.run();
  return { seed, commits: db.commits, crashes: play.crashes, attempts: play.attempts };
}

/** One life of a scheduler: what belongs to a process that can die. */
interface Life {
  scheduler: Scheduler;
  dead: boolean;
  /** A commit is under way: the scheduler knows more than the database. */
  committing: boolean;
  running: Map<string, { work: Work; cancel: (reason: CancelReason) => void }>;
  /** Deferred attempts that are looked after. */
  waiting: Set<string>;
}

class Play {
  crashes = 0;
  attempts = 0;
  private readonly random: Random;
  private readonly clock: VirtualClock;
  private readonly db: ModelDatabase;
  private readonly seed: number;
  private readonly crashRate: number;
  private readonly faultRate: number;
  private life: Life | undefined;
  private ids = 0;
  private broken: unknown;
  private readonly minded = new Set<string>();
  private readonly withoutReason = new Map<string, number>();
  private readonly acknowledged: number[] = [];
  private wantedRuns: number;

  constructor(seed: number, random: Random, clock: VirtualClock, db: ModelDatabase) {
    this.seed = seed;
    this.random = random;
    this.clock = clock;
    this.db = db;
    this.crashRate = random.pick([0, 0.01, 0.05]);
    this.faultRate = random.pick([0, 0.05, 0.2]);
    this.wantedRuns = random.int(1, 6);
  }

  async run(): Promise<void> {
    try {
      for (let step = 0; ; step++) {
        if (step > 20_000) throw new Violation(`not at an end after ${step} steps: ${this.describeOpen()}`);
        if (!this.life) await this.begin();
        await settle();
        if (this.broken) throw this.broken;
        if (this.life?.dead) this.life = undefined;
        else if (this.isOver()) break;
        else this.act();
      }
      this.checkEnd();
    } catch (error) {
      throw new Error(`seed ${this.seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally {
      const last = this.life;
      if (last) last.dead = true;
    }
  }

  private act(): void {
    const { random } = this;
    this.mindPaused();
    if (this.wantedRuns > 0 && random.chance(0.5)) this.trigger();
    else if (random.chance(0.02)) this.intervene();
    else if (random.chance(0.015)) this.mend();
    else if (random.chance(0.01)) this.clock.jump(random.pick([-86_400_000, -3_600_000, 3_600_000, 86_400_000]));
    else if (random.chance(0.3)) this.checkReasons();
    else this.clock.advance();
  }

  private async begin(): Promise<void> {
    const life: Life = {
      scheduler: undefined as never,
      dead: false,
      committing: false,
      running: new Map(),
      waiting: new Set(),
    };
    const pulse = async () => {
      if (life.dead) await never();
      if (this.random.chance(this.crashRate)) {
        this.crash(life);
        await never();
      }
    };
    const fault = (): Fault =>
      this.random.chance(this.faultRate) ? this.random.pick(['lost', 'away'] as const) : 'none';
    const committing = (is: boolean) => {
      life.committing = is;
    };
    const logger = createLogger({
      level: 'error',
      format: 'text',
      write: (line) => this.fail(life, new Violation(line)),
    });
    const ownClock = {
      ...this.clock,
      after: (ms: number, callback: () => void) => this.clock.after(ms, () => life.dead || callback()),
    };
    life.scheduler = createScheduler({
      store: createModelStore(this.db, { pulse, fault, committing }),
      executor: this.executor(life),
      clock: ownClock,
      logger,
      hostname: 'sim',
      pid: 1,
      newId: () => `attempt-${this.ids++}`,
      leaseMs: 10_000,
      tickOptions: { catchupByDefault: false },
    });
    this.life = life;
    life.scheduler.start().catch((error: unknown) => {
      // A database that is away at the start ends the process; the next one is started by whoever watches over it.
      if (!life.dead) this.crash(life);
      if (error instanceof Violation) this.broken = error;
    });
    await settle();
  }

  private fail(life: Life, error: unknown): void {
    if (!life.dead) this.broken ??= error;
  }

  private crash(life: Life): void {
    this.crashes += 1;
    life.dead = true;
    life.running.clear();
    life.waiting.clear();
  }

  /** Attempts last a random time and end in a random way; reports may come late, and be refused. */
  private executor(life: Life): Executor {
    let listener: (report: Report) => void = () => undefined;
    const { random, clock } = this;
    const report = (one: Report) => {
      if (!life.dead) listener(one);
    };
    const begin = (work: Work) => {
      this.attempts += 1;
      this.checkMayStart(life, work);
      const finish = (outcome: Outcome) => {
        if (life.dead || !life.running.delete(work.attemptId)) return;
        report({ kind: 'finished', attemptId: work.attemptId, at: clock.now(), outcome });
        if (random.chance(0.05)) report({ kind: 'finished', attemptId: work.attemptId, at: clock.now(), outcome });
      };
      const cancel = (reason: CancelReason) =>
        void clock.after(random.int(0, 2000), () =>
          finish({ state: 'failed', error: { code: reason.code, message: reason.message }, retryable: false }),
        );
      life.running.set(work.attemptId, { work, cancel });
      if (random.chance(0.8))
        report({ kind: 'started', attemptId: work.attemptId, at: clock.now(), pid: 1, hostname: 'sim' });
      clock.after(random.int(0, 60_000), () => finish(randomOutcome(random, work)));
    };
    const wait = (work: Work) => {
      this.checkMayWait(work);
      // It waits for it already.
      if (life.waiting.has(work.attemptId)) return;
      life.waiting.add(work.attemptId);
      clock.after(random.int(0, 200_000), () => {
        if (life.dead || !life.waiting.delete(work.attemptId)) return;
        report({ kind: 'finished', attemptId: work.attemptId, at: clock.now(), outcome: outcomeOfWait(random) });
      });
    };
    return {
      parallelism: this.db.parallelism,
      readyNow: () => random.int(0, 2),
      dispatch: (works) => works.forEach(begin),
      wait: (works) => works.forEach(wait),
      cancel: (attemptId, reason) => {
        // Forgotten at once; what was on its way may still come.
        if (life.waiting.delete(attemptId) && random.chance(0.1))
          report({ kind: 'finished', attemptId, at: clock.now(), outcome: { state: 'success' } });
        life.running.get(attemptId)?.cancel(reason);
      },
      onReport: (one) => {
        listener = one;
      },
      stop: async () => undefined,
    };
  }

  /** What ran is in the database, its upstreams allow it, and no other attempt of the same task runs. */
  private checkMayStart(life: Life, work: Work): void {
    const one = must(this.db.runs.get(work.dagRunId), `run ${work.dagRunId} of a dispatched attempt`);
    const row = must(one.instances.get(nameOf(work)), nameOf(work));
    try {
      expect(
        row.attemptId === work.attemptId,
        `${work.taskId}: attempt ${work.attemptId} is dispatched, ${row.attemptId} is in the database`,
      );
      expect(isOccupied(row.state), `${work.taskId} is dispatched while it is ${row.state} in the database`);
      for (const other of life.running.values()) {
        expect(
          other.work.dagRunId !== work.dagRunId || nameOf(other.work) !== nameOf(work),
          `${work.taskId} runs twice at once`,
        );
      }
      const node = must(graphOfRun(this.db, one).byId.get(work.taskId), work.taskId);
      const { nodes } = graphOfRun(this.db, one);
      // In a mapped group only what is of the same element counts.
      const rowsOf = (at: number) => {
        const isSame = node.group !== null && nodes[at]?.group === node.group;
        const rows = [...one.instances.values()].filter((row) => row.taskId === nodes[at]?.task.taskId);
        return isSame ? rows.filter(({ mapIndex }) => mapIndex === work.mapIndex || mapIndex < 0) : rows;
      };
      const counts = noUpstreams();
      for (const up of node.upstream) {
        const isSetup = nodes[up]?.task.role === 'setup';
        const rows = rowsOf(up);
        counts.total += rows.length;
        if (isSetup) counts.setupTotal += rows.length;
        for (const { state } of rows) countUpstream(counts, state, isSetup);
        expect(
          !rows.every(({ state, skips }) => state === 'success' && skips?.includes(work.taskId)),
          `${work.taskId} starts, and ${nodes[up]?.task.taskId} chose another way`,
        );
      }
      for (const setup of node.setups)
        for (const { state } of rowsOf(setup))
          expect(state === 'success' || state === 'removed', `${work.taskId} starts without its setup`);
      expect((node.expand === undefined) === work.mapIndex < 0, `${nameOf(work)} starts before it is expanded`);
      expect(
        judge(node.task.triggerRule, counts) === 'run',
        `${work.taskId} starts against its rule ${node.task.triggerRule}`,
      );
    } catch (error) {
      this.broken ??= error;
    }
  }

  /** What is looked after is deferred in the database, by this attempt. */
  private checkMayWait(work: Work): void {
    const row = this.db.runs.get(work.dagRunId)?.instances.get(nameOf(work));
    if (row?.attemptId === work.attemptId && row.state === 'deferred') return;
    this.broken ??= new Violation(`${nameOf(work)} is looked after, and is ${row?.state} in the database`);
  }

  private trigger(): void {
    const { random, life } = this;
    if (!life) return;
    this.wantedRuns -= 1;
    const dagId = random.pick([...this.db.dags.keys()]);
    const logicalDate = random.chance(0.5) ? new Date(START + random.int(0, 9) * 3_600_000).toISOString() : null;
    const command = { kind: 'trigger_run' as const, dagId, logicalDate, conf: {}, runId: `r${random.int(1, 6)}` };
    life.scheduler.submit(command, actor).then(
      (result) => void this.acknowledged.push(result.dagRunId ?? -1),
      () => undefined,
    );
  }

  /** Somebody marks a failed run as a success: the next one may depend on it, and would wait for ever. */
  private mend(): void {
    const failed = [...this.db.runs.values()].filter(({ state }) => state === 'failed');
    if (failed.length === 0) return;
    const { dagRunId } = this.random.pick(failed).run.facts;
    this.life?.scheduler.submit({ kind: 'set_run_state', dagRunId, state: 'success' }, actor).catch(() => undefined);
  }

  private intervene(): void {
    const { random, life } = this;
    const one = random.pick([...this.db.runs.values()]);
    if (!one || !life) return;
    const { dagRunId, dagId } = one.run.facts;
    const tasks = [...one.instances.values()]
      .filter(() => random.chance(0.3))
      .map((row) => ({ taskId: row.taskId, mapIndex: row.mapIndex }));
    const command = random.pick([
      { kind: 'clear_tasks' as const, dagRunId, tasks },
      {
        kind: 'set_task_state' as const,
        dagRunId,
        tasks,
        state: random.pick(['success', 'failed', 'skipped'] as const),
      },
      { kind: 'set_run_state' as const, dagRunId, state: random.pick(['success', 'failed', 'queued'] as const) },
      { kind: 'set_paused' as const, dagId, paused: random.chance(0.5) },
    ]);
    life.scheduler.submit(command, actor).catch(() => undefined);
  }

  /** Somebody switches a DAG on again: one that is off for ever has runs that never end. */
  private mindPaused(): void {
    for (const { dagId, paused } of this.db.dags.values()) {
      if (!paused) this.minded.delete(dagId);
      else if (!this.minded.has(dagId)) {
        this.minded.add(dagId);
        this.clock.after(120_000, () => this.switchOn(dagId));
      }
    }
  }

  /** Asked again until it is done: the scheduler that was asked may have died. */
  private switchOn(dagId: string): void {
    if (!must(this.db.dags.get(dagId), dagId).paused) return;
    if (this.life && !this.life.dead) {
      this.life.scheduler.submit({ kind: 'set_paused', dagId, paused: false }, actor).catch(() => undefined);
    }
    this.clock.after(60_000, () => this.switchOn(dagId));
  }

  /** Every waiting task has a list of reasons, and each of them is true by the database. */
  private checkReasons(): void {
    const { life } = this;
    if (!life || life.committing || life.scheduler.health().status !== 'healthy') return;
    for (const one of this.db.runs.values()) {
      if (one.state !== 'running' && one.state !== 'queued') continue;
      for (const row of one.instances.values()) {
        const explained = life.scheduler.explain(one.run.facts.dagRunId, {
          taskId: row.taskId,
          mapIndex: row.mapIndex,
        });
        // A commit is under way: the scheduler knows more than the database yet.
        if (!explained || explained.state !== row.state) continue;
        const { reasons } = explained;
        if (isFinished(row.state) || row.state === 'running' || row.state === 'restarting') continue;
        this.checkNotForgotten(`${one.run.facts.dagRunId} ${nameOf(row)}`, reasons.length > 0);
        for (const reason of reasons) {
          if (reason.code === 'upstream') expect(reason.waitingFor.length > 0, `${row.taskId}: ${reason.message}`);
          if (reason.code === 'dag_paused')
            expect(must(this.db.dags.get(one.run.facts.dagId), 'dag').paused, `${row.taskId}: not paused`);
        }
      }
    }
  }

  /** Without a reason a task may wait only until the scheduler next looks at its clock, which is within a second. */
  private checkNotForgotten(key: string, hasReason: boolean): void {
    const now = this.clock.monotonic();
    const since = this.withoutReason.get(key);
    if (hasReason) this.withoutReason.delete(key);
    else if (since === undefined) this.withoutReason.set(key, now);
    else expect(now - since <= 1500, `${key} waits for nothing: ${this.describeOpen()}`);
  }

  private isOver(): boolean {
    if (this.wantedRuns > 0 || overdueDags(this.db).length > 0) return false;
    return [...this.db.runs.values()].every((one) => one.state === 'success' || one.state === 'failed');
  }

  private checkEnd(): void {
    for (const dagRunId of this.acknowledged) must(this.db.runs.get(dagRunId), `the acknowledged run ${dagRunId}`);
    for (const one of this.db.runs.values()) {
      for (const row of one.instances.values()) {
        const marked = one.state === 'success' || one.state === 'failed';
        expect(
          !marked || isFinished(row.state) || row.state === 'restarting',
          `${row.taskId} of an ended run is ${row.state}`,
        );
      }
    }
  }

  private describeOpen(): string {
    const open = [...this.db.runs.values()].filter((one) => one.state === 'queued' || one.state === 'running');
    return open
      .map(
        (one) =>
          `${one.run.facts.runId} ${one.state}: ${[...one.instances.values()].map((row) => `${nameOf(row)}=${row.state}`).join(' ')}`,
      )
      .join('; ');
  }
}

const never = (): Promise<never> => new Promise(() => {});

/** Lets everything that is ready happen; timers of the virtual clock are not. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
