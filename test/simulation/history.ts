/**
 * One history: random DAGs, random outcomes, and servers that are killed, held up, cut off and misled as the choices say; others take over. At the
 * end every run has ended, and every promise was kept on the way.
 */
import { isFinished, isWaiting } from '#domain/states.ts';
import type { Work } from '#queue/executor.ts';
import type { Command, CommandResult } from '#scheduler/commands.ts';
import type { Batch, Store } from '#scheduler/store.ts';
import { overdueDags } from '#testing/memory-assets.ts';
import { checkBackfills } from '#testing/memory-backfills.ts';
import { createMemoryDatabase, holdsLease, type MemoryDatabase, nameOf } from '#testing/memory-store.ts';
import { expect, must, Violation } from '#testing/violation.ts';
import { createVirtualClock, type VirtualClock } from '#testing/virtual-clock.ts';
import { act } from './actions.ts';
import { type Choices, randomChoices, type Tape, tapeChoices } from './choices.ts';
import { checkReasons, type Waits } from './explanations.ts';
import { AskedNotes } from './promise-of-notes.ts';
import { checkDeadlines, checkNotices } from './promise-of-notices.ts';
import { checkLimits, checkMayStart, checkMayWait, checkPast, missingTicks } from './promises.ts';
import { checkComplete } from './remove-reasons.ts';
import { Server, type Surroundings } from './server.ts';
import { describeBatch, describeDag, describeRuns } from './story.ts';
import { drawWorld, START, type WorldPlan } from './world.ts';

export interface HistoryResult {
  commits: number;
  crashes: number;
  attempts: number;
  /** Waiting tasks whose explanation was looked at. */
  explained: number;
  backfills: number;
  /** Those of them that had to start without their reasons. */
  removed: number;
}

export interface HistoryOptions {
  /** Somebody makes backfills, pauses and cancels them. */
  withBackfills?: boolean;
  /** Gets the history told, a line at a time. */
  tell?: (line: string) => void;
  /** Puts something of a test's own between the schedulers and their store. */
  wrapStore?: (store: Store) => Store;
}

/** After so many steps nothing goes wrong any more. */
const CALM_AFTER = 300;
/** By then every run must have ended: there may be ten runs and more of mapped tasks that are tried again, and one place for all of them. */
const STEPS_LIMIT = 10_000;
const RESTART_MS = 500;
/** So often, when reasons are looked at, those of one task are removed. */
const REMOVALS = 0.02;

/** Rejects with the first promise that is broken. `tape`: the decisions of the history are written down there. */
export function playSeed(
  seed: number,
  tape?: Map<string, number>,
  options: HistoryOptions = {},
): Promise<HistoryResult> {
  return new History(randomChoices(seed, tape), options).play();
}

export function playTape(tape: Tape, options: HistoryOptions = {}): Promise<HistoryResult> {
  return new History(tapeChoices(tape), options).play();
}

export class History {
  readonly clock: VirtualClock = createVirtualClock(START);
  readonly choices: Choices;
  readonly plan: WorldPlan;
  readonly db: MemoryDatabase;
  readonly result: HistoryResult = { commits: 0, crashes: 0, attempts: 0, explained: 0, removed: 0, backfills: 0 };
  /** By place: the server that stands there, or the one that died there last. */
  readonly servers: Server[] = [];
  readonly acknowledged: number[] = [];
  readonly acknowledgedBackfills: number[] = [];
  /** Runs that somebody asked to delete, whatever was answered. */
  readonly toDelete = new Set<number>();
  readonly notes = new AskedNotes();
  readonly withBackfills: boolean;
  readonly waits: Waits = new Map();
  /** Until then no server reaches the database, by the monotonic clock. */
  awayUntil = 0;
  wantedRuns: number;
  /** Since when DAGs are off, by the monotonic clock; of those that somebody has asked to switch on, since then. */
  readonly off = new Map<string, number>();
  steps = 0;
  private ids = 0;
  private pids = 0;
  private broken: unknown;
  private readonly options: HistoryOptions;

  constructor(choices: Choices, options: HistoryOptions) {
    this.choices = choices;
    this.options = options;
    this.withBackfills = options.withBackfills === true;
    this.plan = drawWorld(choices);
    this.wantedRuns = this.plan.wantedRuns;
    const { dags, pools, parallelism } = this.plan;
    this.db = createMemoryDatabase(dags, pools, parallelism);
    for (const dag of dags) this.tell(() => describeDag(dag));
  }

  async play(): Promise<HistoryResult> {
    try {
      for (; ; this.steps++) {
        if (this.steps > STEPS_LIMIT) throw new Violation(`it does not come to an end: ${this.describeOpen()}`);
        this.restart();
        await settle();
        if (this.broken) throw this.broken;
        if (this.isOver()) break;
        await act(this);
      }
      this.checkEnd();
      return { ...this.result, commits: this.db.commits, backfills: this.db.backfills.size };
    } finally {
      for (const server of this.servers) server.isDead = true;
    }
  }

  isCalm(): boolean {
    return this.steps > CALM_AFTER;
  }

  /** Nothing is under way, and nothing comes by itself. */
  isIdle(): boolean {
    return [...this.db.runs.values()].every((one) => one.state === 'success' || one.state === 'failed');
  }

  living(): Server[] {
    return this.servers.filter((server) => !server.isDead);
  }

  tell(line: () => string): void {
    this.options.tell?.(`${(this.clock.monotonic() / 1000).toFixed(1).padStart(6)} s  ${line()}`);
  }

  async checkReasons(): Promise<void> {
    const explained = checkReasons(this);
    this.result.explained += explained.length;
    // What was handed out, and what is waited for, is not refused.
    const refused = explained.filter(({ row }) => row.state !== 'queued' && !isWaiting(row.state));
    if (refused.length === 0 || !this.choices.chance('remove the reasons', REMOVALS)) return;
    const one = this.choices.pick('of a refused task', refused);
    // The run before is being looked up: what it holds against the task is known a moment later.
    if (one.reasons.some((reason) => reason.code === 'depends_on_past' && reason.run === null)) return;
    if (one.reasons.length > 0) await checkComplete(this.db, one.row, one.reasons, this.clock.now());
    this.result.removed += 1;
  }

  acknowledgeNote(command: Command, result: CommandResult): void {
    try {
      this.notes.acknowledged(this.db, command, result);
    } catch (error) {
      this.broken ??= error;
    }
  }

  /** Where a server has died another is started, soon after. */
  private restart(): void {
    for (const [place, host] of this.plan.hosts.entries()) {
      const last = this.servers[place];
      if (last && (!last.isDead || this.clock.monotonic() < last.diedAt + RESTART_MS)) continue;
      if (last) this.result.crashes += 1;
      this.waits.clear();
      const pid = this.pids++;
      this.servers[place] = new Server(this.surroundings(), `${'ABC'[place]}${pid}`, host, pid);
    }
  }

  private surroundings(): Surroundings {
    const { choices, clock, db, plan } = this;
    return {
      choices,
      clock,
      db,
      crashRate: plan.crashRate,
      faultRate: plan.faultRate,
      isCalm: () => this.isCalm(),
      isDatabaseAway: () => this.awayUntil > clock.monotonic(),
      isProcessAlive: (host, pid) => this.living().some((one) => one.host === host && one.pid === pid),
      newId: () => idOf(this.ids++),
      begins: (server, work) => this.begins(server, work),
      waits: (server, work) => this.defers(server, work),
      committed: (server, batch) => this.committed(server, batch),
      died: () => void clock.after(RESTART_MS, () => undefined),
      broken: (error) => {
        this.broken ??= error;
      },
      tell: (line) => this.tell(line),
      wrapStore: this.options.wrapStore,
    };
  }

  private committed(server: Server, batch: Batch): void {
    for (const line of this.options.tell ? describeBatch(batch) : []) this.tell(() => `${server.name}: ${line}`);
    checkLimits(this.db);
    for (const row of batch.instances) checkPast(this.db, row);
  }

  /** As with `begins`. */
  private defers(server: Server, work: Work): void {
    if (server.isSuperseded()) return;
    try {
      checkMayWait(this.db, work);
    } catch (error) {
      this.broken ??= error;
    }
  }

  /** What a server that lost its lease while it was held up still starts, it is not believed. */
  private begins(server: Server, work: Work): void {
    this.result.attempts += 1;
    this.tell(() => `${server.name} starts ${nameOf(work)} of ${work.run.runId}, try ${work.tryNumber}`);
    if (server.isSuperseded()) return;
    try {
      checkMayStart(this.db, work);
      for (const other of this.living())
        for (const one of other.running.values()) {
          // Elsewhere one may still run that was started under a lease that has ended: nothing that it does is taken.
          const counts = other === server || holdsLease(this.db, one.epoch);
          expect(!counts || !isSameTry(one.work, work), `${nameOf(work)} runs twice at once`);
        }
    } catch (error) {
      this.broken ??= error;
    }
  }

  private isOver(): boolean {
    if ([...this.db.backfills.values()].some(({ stored }) => stored.completedAt === null)) return false;
    if (this.wantedRuns > 0 || !this.isIdle() || overdueDags(this.db).length > 0) return false;
    return (
      [...this.db.dags.values()].every(({ paused, serialized: { endDate } }) => {
        return !paused && (endDate === null || this.clock.now() > Date.parse(endDate));
      }) && missingTicks(this.db).length === 0
    );
  }

  private describeOpen(): string {
    const off = [...this.db.dags.values()].flatMap(({ dagId, paused }) => (paused ? [`${dagId} is off`] : []));
    const ticks = missingTicks(this.db).map((tick) => `no run of ${tick}`);
    const asked = overdueDags(this.db).map((dagId) => `no run of ${dagId} for its assets`);
    return [describeRuns(this.db), ...off, ...ticks, ...asked, `${this.wantedRuns} runs to trigger`].join('; ');
  }

  private checkEnd(): void {
    for (const dagRunId of this.acknowledged)
      if (!this.toDelete.has(dagRunId)) must(this.db.runs.get(dagRunId), `the acknowledged run ${dagRunId}`);
    for (const id of this.acknowledgedBackfills) must(this.db.backfills.get(id), `the acknowledged backfill ${id}`);
    checkBackfills(this.db);
    checkNotices(this.db);
    checkDeadlines(this.db);
    this.notes.check(this.db);
    for (const one of this.db.runs.values())
      for (const row of one.instances.values())
        expect(isFinished(row.state) || row.state === 'restarting', `${nameOf(row)} of an ended run is ${row.state}`);
  }
}

/** Counted up, as the attempts of mapped instances are. */
const idOf = (number: number): string => `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

const isSameTry = (a: Work, b: Work): boolean =>
  a.dagRunId === b.dagRunId && nameOf(a) === nameOf(b) && a.tryNumber === b.tryNumber;

/** Lets everything that is ready happen; timers of the virtual clock are not. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
