/** One server of a history: its scheduler, the attempts that it runs, and the ways in which it is taken away: it dies, or is held up for a while. */
import type { TimetableAnswer, TimetableQuestion } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Executor, Work } from '#queue/executor.ts';
import { createScheduler, type Scheduler } from '#scheduler/scheduler.ts';
import type { Batch, Store } from '#scheduler/store.ts';
import { createLogger } from '#support/logger.ts';
import { holdsLease, type MemoryDatabase } from '#testing/memory-store.ts';
import { must, Violation } from '#testing/violation.ts';
import type { VirtualClock } from '#testing/virtual-clock.ts';
import { playAttempts, type Running } from './attempts.ts';
import type { Choices } from './choices.ts';
import { createFaultyStore, type Fault } from './faulty-store.ts';
import { answerTimetable } from './schedules.ts';

/** What all servers of a history share. */
export interface Surroundings {
  choices: Choices;
  clock: VirtualClock;
  db: MemoryDatabase;
  crashRate: number;
  faultRate: number;
  /** Servers do not die and commits do not go wrong any more. */
  isCalm: () => boolean;
  isDatabaseAway: () => boolean;
  isProcessAlive: (hostname: string, pid: number) => boolean;
  newId: () => string;
  begins: (server: Server, work: Work) => void;
  /** It looks after an attempt that is deferred. */
  waits: (server: Server, work: Work) => void;
  committed: (server: Server, batch: Batch) => void;
  died: () => void;
  broken: (error: unknown) => void;
  tell: (line: () => string) => void;
  /** Puts something of a test's own between the scheduler and its store. */
  wrapStore?: ((store: Store) => Store) | undefined;
}

/** Few: that it happens in many histories. */
const QUARANTINE_AFTER = 2;
const LEASE_MS = 3000;

export class Server {
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly running = new Map<string, Running>();
  /** Deferred attempts that it looks after, by their ids. */
  readonly waiting = new Set<string>();
  readonly scheduler: Scheduler;
  isDead = false;
  /** When it died, by the monotonic clock. */
  diedAt = 0;
  /** A commit is under way: the scheduler knows more than the database. */
  isCommitting = false;
  /** Its scheduler is held up until then, by the monotonic clock; its attempts go on. */
  heldUntil = 0;
  /** Of its present lease. */
  epoch = 0;
  private readonly around: Surroundings;

  constructor(around: Surroundings, name: string, host: string, pid: number) {
    this.around = around;
    this.name = name;
    this.host = host;
    this.pid = pid;
    const { clock, db } = around;
    const store = this.store();
    this.scheduler = createScheduler({
      store: around.wrapStore?.(store) ?? store,
      executor: this.executor(),
      clock: { ...clock, after: (ms, callback) => clock.after(ms, () => this.inside(callback)) },
      logger: createLogger({
        level: 'error',
        format: 'text',
        write: (line) => this.isDead || around.broken(new Violation(line)),
      }),
      hostname: host,
      pid,
      newId: around.newId,
      leaseMs: LEASE_MS,
      tickOptions: { catchupByDefault: false },
      maxPartitionKeys: 1000,
      quarantineAfter: QUARANTINE_AFTER,
      timetables: { ask: ({ dagId }, question) => this.askTimetable(dagId, question) },
    });
    around.tell(() => `server ${name} starts on ${host}, with ${db.parallelism} places`);
    this.scheduler.start().catch((error: unknown) => {
      // A database that is away at the start ends the process; the next one is started by whoever watches over it.
      if (error instanceof Violation) around.broken(error);
      if (!this.isDead) this.crash('the database was away as it started');
    });
  }

  /** The timetable of an author takes its time, and fails now and then. */
  private askTimetable(dagId: string, question: TimetableQuestion): Promise<TimetableAnswer> {
    const { clock, choices, db, isCalm } = this.around;
    const fails = !isCalm() && choices.chance(`${this.name}: the timetable of ${dagId} fails`, 0.1);
    return new Promise((resolve, reject) => {
      clock.after(choices.int(`the timetable of ${dagId} thinks`, 0, 50), () => {
        if (this.isDead) return;
        if (fails) reject(new AquilonError('TIMETABLE_FAILED', { dag: dagId, reason: 'played' }));
        else resolve(answerTimetable(must(db.dags.get(dagId), dagId), question, clock.now()));
      });
    });
  }

  crash(why: string): void {
    this.isDead = true;
    this.diedAt = this.around.clock.monotonic();
    this.running.clear();
    this.waiting.clear();
    this.around.tell(() => `server ${this.name} dies: ${why}`);
    this.around.died();
  }

  /** A shorter time within a longer one changes nothing. */
  holdUp(ms: number): void {
    this.heldUntil = Math.max(this.heldUntil, this.around.clock.monotonic() + ms);
    this.around.tell(() => `server ${this.name} is held up for ${ms} ms`);
  }

  isHeldUp(): boolean {
    return this.heldUntil > this.around.clock.monotonic();
  }

  /** Another took over: what it writes is refused. */
  isSuperseded(): boolean {
    return !holdsLease(this.around.db, this.epoch);
  }

  /** It is its turn: those that are alive beside it stand by. */
  isLeading(): boolean {
    for (const [epoch, { ended }] of this.around.db.schedulers) if (!ended) return epoch === this.epoch;
    return false;
  }

  /** Runs something in its process: at once, when it goes on, or never. */
  private inside(call: () => void): void {
    if (this.isDead) return;
    if (this.isHeldUp())
      this.around.clock.after(this.heldUntil - this.around.clock.monotonic(), () => this.inside(call));
    else call();
  }

  private goesOn(): Promise<void> {
    return new Promise((resolve) => this.inside(resolve));
  }

  private mayCrash(where: string): void {
    const { choices, crashRate, isCalm } = this.around;
    if (!this.isDead && !isCalm() && choices.chance(`${this.name} dies: ${where}`, crashRate)) this.crash(where);
  }

  private store(): Store {
    const { around } = this;
    const pulse = async (where: string) => {
      this.mayCrash(where);
      await this.goesOn();
      if (around.isDatabaseAway()) throw new AquilonError('DATABASE_UNAVAILABLE', { reason: 'played' });
    };
    const store = createFaultyStore(around.db, {
      pulse,
      fault: () => this.fault(),
      now: around.clock.now,
      isProcessAlive: (hostname, pid) => hostname !== this.host || around.isProcessAlive(hostname, pid),
      committed: (batch) => around.committed(this, batch),
      committing: (is) => {
        this.isCommitting = is;
      },
    });
    const register: Store['register'] = async (host, leaseMs) => {
      this.epoch = await store.register(host, leaseMs);
      return this.epoch;
    };
    const commit: Store['commit'] = (...batch) =>
      store.commit(...batch).catch((error: unknown) => {
        if (error instanceof Violation) around.broken(error);
        throw error;
      });
    return { ...store, register, commit };
  }

  private fault(): Fault {
    const { choices, faultRate, isCalm, tell } = this.around;
    if (isCalm() || !choices.chance(`${this.name}: a commit goes wrong`, faultRate)) return 'none';
    const fault = choices.pick(`${this.name}: how a commit goes wrong`, ['away', 'lost'] as const);
    tell(() => (fault === 'lost' ? 'the answer to this commit is lost' : 'the commit does not reach the database'));
    return fault;
  }

  private executor(): Executor {
    const { choices, clock, db, tell, begins, waits } = this.around;
    return playAttempts({
      choices,
      clock,
      parallelism: db.parallelism,
      running: this.running,
      begins: (work) => {
        this.mayCrash('as it hands out attempts');
        if (!this.isDead) begins(this, work);
        return !this.isDead;
      },
      waiting: this.waiting,
      waits: (work) => waits(this, work),
      epoch: () => this.epoch,
      inside: (call) => this.inside(call),
      tell,
    });
  }
}
