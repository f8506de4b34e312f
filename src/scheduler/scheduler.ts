/** The scheduler as the rest of the product sees it: started, asked, listened to, stopped. */
import type { TimetableAnswer, TimetableQuestion } from '@aquilon/sdk/serialized';
import type { Cause } from '#domain/cause.ts';
import { attemptCleared } from '#domain/interventions.ts';
import { attemptLost, attemptRequeued } from '#domain/moves.ts';
import type { Instance } from '#domain/run.ts';
import { AquilonError, hasCode, messageOf } from '#errors/aquilon-error.ts';
import type { Executor } from '#queue/executor.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import type { Actor, Command, CommandResult, RequestKey, SchedulerPort, StateEvent } from './commands.ts';
import { type Committer, createCommitter } from './committer.ts';
import { explainTask, withHolders } from './explain-task.ts';
import { findWork } from './find-work.ts';
import { type CommandEvent, createInbox, type TimetableEvent } from './inbox.ts';
import { type LoopParts, runLoop, takeTurn, type UnderWay } from './loop.ts';
import { needsTimetable, withInterval } from './manual-interval.ts';
import { awaitEnd, fillState, type GivenUp, isUnderWay, resume } from './recover.ts';
import { createState, type SchedulerState } from './state.ts';
import type { Store, StoredVersion, World } from './store.ts';
import type { TickOptions } from './ticks.ts';
import type { Turn } from './turn.ts';

export interface SchedulerParts {
  store: Store;
  executor: Executor;
  clock: Clock;
  logger: Logger;
  hostname: string;
  pid: number;
  newId: () => string;
  /** Milliseconds after which another may take over from this one, when it shows no life. */
  leaseMs: number;
  /** A jump of the wall clock is seen within this time, milliseconds. Default 1,000; more only where nobody sets the clock. */
  longestSleepMs?: number;
  tickOptions: TickOptions;
  /** An event that is for runs of more partition keys of one DAG is for none. */
  maxPartitionKeys: number;
  /** Attempts in a row that may lose their process until their DAG is put in quarantine; 0: any number. */
  quarantineAfter: number;
  /** Asks timetables that authors wrote. Absent: such DAGs have no ticks. */
  timetables?: TimetablePort;
  /** Called after each commit that wrote notices. */
  onNotices?: () => void;
}

/** Where author's code answers; the scheduler never waits for it. Rejects with `TIMETABLE_FAILED`. */
export interface TimetablePort {
  ask(dag: { dagId: string; snapshotHash: string }, question: TimetableQuestion): Promise<TimetableAnswer>;
}

export interface Scheduler extends SchedulerPort {
  /**
   * Registers, takes over the open runs, and begins to work. While another scheduler is alive it stands by, and takes over when that one
   * ends; `start` does not wait for that. Rejects with `DATABASE_UNAVAILABLE`.
   */
  start(): Promise<void>;
  /**
   * Ends the loop after the commit in flight. `endAttempts` then ends the processes that still run, and what they were doing is
   * written down, to be tried again by the next start.
   */
  stop(endAttempts: () => Promise<void>): Promise<void>;
}

/** No caller waits longer for a command. */
const COMMAND_LIMIT_MS = 30_000;
const LONGEST_SLEEP_MS = 1000;
const STANDBY_PAUSE_MS = 250;
const RESTART_PAUSE_MS = 500;

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { store, executor, clock, logger } = parts;
  const inbox = createInbox();
  const listeners = new Set<(events: readonly StateEvent[]) => void>();
  const underWay = new Map<string, UnderWay>();
  /** Attempts that were given up with the lease: what they report counts for nothing, and until their processes are gone nothing takes their place here. */
  const givenUp = new Map<string, GivenUp>();
  let loop: LoopParts | undefined;
  let epoch = 0;
  let stopping = false;
  let broken: unknown;
  let latestHeartbeat: number | null = null;
  let finished: Promise<void> = Promise.resolve();
  let cancelHeartbeat = () => {};

  const tickOptions: TickOptions = {
    ...parts.tickOptions,
    askTimetable(entry, question) {
      const { dagId, snapshotHash } = entry.stored;
      entry.question = question;
      const tell = (outcome: TimetableEvent['outcome']) => inbox.push({ kind: 'timetable', dagId, question, outcome });
      parts.timetables?.ask({ dagId, snapshotHash }, question).then(
        (answer) => tell({ answer }),
        (error) => tell({ problem: messageOf(error) }),
      );
    },
  };

  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

  async function register(): Promise<void> {
    if (epoch !== 0) await store.resign(epoch);
    epoch = await store.register({ hostname: parts.hostname, pid: parts.pid }, parts.leaseMs);
    latestHeartbeat = clock.now();
    cancelHeartbeat();
    beat();
  }

  function beat(): void {
    cancelHeartbeat = clock.after(parts.leaseMs / 3, () => void renew());
  }

  async function renew(): Promise<void> {
    try {
      if (!(await store.renew(epoch, parts.leaseMs))) broken = new AquilonError('LEASE_LOST', { epoch });
      else latestHeartbeat = clock.now();
    } catch (error) {
      logger.debug('the lease could not be renewed', { error: messageOf(error) });
    }
    if (broken) inbox.wake();
    if (!stopping) beat();
  }

  /** Reads the state, and takes the first turn: lost attempts are tried again, waiting work starts. */
  async function lead(): Promise<LoopParts> {
    const { maxPartitionKeys, quarantineAfter } = parts;
    const state = createState(executor.parallelism, maxPartitionKeys, quarantineAfter, executor.drained);
    const world = await store.load(epoch);
    const versions = await neededVersions(store, world);
    // A report that comes late of an attempt that is no longer under way says nothing, unless it tells of its end.
    const ended = new Set(inbox.ended());
    const isAlive = (attemptId: string) => !givenUp.has(attemptId) && (underWay.has(attemptId) || ended.has(attemptId));
    const found = fillState(state, world, versions, isAlive, parts.newId);
    // Where the lease was lost while the database was away, others have taken the place of what still runs here.
    for (const [attemptId, { key }] of underWay)
      if (!isUnderWay(state, key, attemptId)) giveUp(attemptId, ended, 'another scheduler went on with its task');
    for (const [attemptId, one] of givenUp) {
      if (one.isGone) givenUp.delete(attemptId);
      else awaitEnd(state, attemptId, one);
    }
    const committer = createCommitter({ store, epoch, clock, logger, isStopping: () => stopping });
    broken = undefined;
    const leading = makeLoop(state, committer);
    await takeTurn(leading, [], (turn) => resume(turn, found, tickOptions));
    logger.debug('leading', { epoch, openRuns: world.runs.length, lostAttempts: found.lost.length });
    return leading;
  }

  function makeLoop(state: SchedulerState, committer: Committer): LoopParts {
    return {
      state,
      store,
      inbox,
      committer,
      executor,
      clock,
      logger,
      underWay,
      hostname: parts.hostname,
      newId: parts.newId,
      runIds: [],
      longestSleepMs: parts.longestSleepMs ?? LONGEST_SLEEP_MS,
      tickOptions,
      publish,
      onNotices: () => parts.onNotices?.(),
      isStopping: () => stopping,
      brokenBy: () => broken,
    };
  }

  function publish(events: readonly StateEvent[]): void {
    for (const listener of listeners) listener(events);
  }

  async function work(): Promise<void> {
    while (!stopping) {
      try {
        loop ??= await lead();
        await runLoop(loop);
      } catch (error) {
        await recover(error);
      }
    }
  }

  async function recover(error: unknown): Promise<void> {
    if (stopping) return;
    loop = undefined;
    if (hasCode(error, 'LEASE_LOST')) {
      logger.warning(messageOf(error));
      // Their reports have come, and were not looked at yet: no other will tell that their processes are gone.
      const ended = new Set(inbox.ended());
      for (const attemptId of underWay.keys()) giveUp(attemptId, ended, messageOf(error));
    } else if (!hasCode(error, 'DATABASE_UNAVAILABLE')) {
      logger.error('a turn of the scheduler failed; its state is read again', { error });
    }
    await pause(RESTART_PAUSE_MS);
    try {
      await register();
      await untilAlone();
    } catch (again) {
      logger.debug('not yet', { error: messageOf(again) });
    }
  }

  /** `ended`: attempts whose reports of their end are here. */
  function giveUp(attemptId: string, ended: ReadonlySet<string>, message: string): void {
    const one = underWay.get(attemptId);
    if (one?.hasProcess) givenUp.set(attemptId, { ...one.key, isGone: ended.has(attemptId) });
    underWay.delete(attemptId);
    executor.cancel(attemptId, { code: 'LEASE_LOST', message });
  }

  async function untilAlone(): Promise<void> {
    for (let told = false; !stopping && !(await store.othersAreDead(epoch)); told = true) {
      if (!told) logger.info('another scheduler is at work on this database: standing by');
      await pause(STANDBY_PAUSE_MS);
    }
  }

  function send(
    command: Command,
    actor: Actor,
    request: RequestKey | undefined,
    together?: CommandEvent[],
  ): Promise<CommandResult> {
    if (stopping) return Promise.reject(new AquilonError('STOPPING'));
    return new Promise((resolve, reject) => {
      const event: CommandEvent = { kind: 'command', command, actor, request, resolve, reject };
      if (together) event.together = together;
      together?.push(event);
      const cancel = clock.after(COMMAND_LIMIT_MS, () => {
        event.abandoned = true;
        reject(new AquilonError('DATABASE_UNAVAILABLE', { reason: `no answer within ${COMMAND_LIMIT_MS / 1000} s` }));
      });
      event.resolve = (result) => {
        cancel();
        resolve(result);
      };
      event.reject = (error) => {
        cancel();
        reject(error);
      };
      inbox.push(event);
    });
  }

  executor.onReport((report) => {
    const one = report.kind === 'finished' ? givenUp.get(report.attemptId) : undefined;
    if (one) one.isGone = true;
    inbox.push({ kind: 'report', report });
  });

  return {
    async start() {
      await register();
      if (await store.othersAreDead(epoch)) {
        loop = await lead();
        finished = work();
      } else {
        finished = untilAlone().catch(recover).then(work);
      }
    },

    async stop(endAttempts) {
      stopping = true;
      cancelHeartbeat();
      inbox.wake();
      await finished;
      await endAttempts();
      if (loop)
        await writeDownLost(loop).catch((error) =>
          logger.warning('what still ran is recovered by the next start', { error }),
        );
      for (const event of inbox.drain()) if (event.kind === 'command') event.reject(new AquilonError('STOPPING'));
      if (epoch !== 0) await store.resign(epoch).catch(() => undefined);
      await store.close();
    },

    submit(command, actor, request) {
      const entry = command.kind === 'trigger_run' ? loop?.state.dags.get(command.dagId) : undefined;
      if (command.kind !== 'trigger_run' || !parts.timetables || !entry || !needsTimetable(entry, command))
        return send(command, actor, request);
      return withInterval(parts.timetables, entry, command).then((whole) => send(whole, actor, request));
    },

    submitAll(commands, actor) {
      const together: CommandEvent[] = [];
      return Promise.all(commands.map((command) => send(command, actor, undefined, together)));
    },

    findWork: (dagRunId, key, as) => findWork(store, dagRunId, key, as),

    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    health() {
      const healthy = loop !== undefined && loop.committer.awaySince === null && !stopping;
      const heartbeat = latestHeartbeat === null ? null : new Date(latestHeartbeat).toISOString();
      return { status: healthy ? 'healthy' : 'unhealthy', latestHeartbeat: heartbeat };
    },

    explain(dagRunId, key) {
      const found = loop && explainTask(loop.state, dagRunId, key);
      return found && { state: found.instance.state, reasons: found.reasons };
    },

    explainWithHolders(dagRunId, key, usual) {
      const found = loop && explainTask(loop.state, dagRunId, key);
      return loop && found && withHolders(found, loop.state, usual, clock.now());
    },
  };
}

/** Open runs may stand on older versions of their DAGs: those are read too. */
async function neededVersions(store: Store, world: World): Promise<Map<string, StoredVersion>> {
  const versions = new Map<string, StoredVersion>(world.dags.map((dag) => [dag.versionId, dag]));
  for (const { versionId } of world.runs) {
    if (versions.has(versionId)) continue;
    const version = await store.loadVersion(versionId);
    if (version) versions.set(versionId, version);
  }
  return versions;
}

/** The last turn: what ran when we were told to stop is to be tried again by the next start, without using up a retry. */
async function writeDownLost(loop: LoopParts): Promise<void> {
  const why = {
    code: 'SHUTDOWN',
    message: 'the server was stopped while the attempt ran; it is tried again after the next start',
  };
  await takeTurn(
    { ...loop, isStopping: () => true },
    loop.inbox.drain().filter((event) => event.kind === 'report'),
    (turn) => {
      for (const instance of turn.state.attempts.values()) putOff(instance, why, turn);
      // Nothing starts any more: what became ready stays in line.
      turn.state.admission.parallelism = 0;
    },
  );
}

function putOff(instance: Instance, why: Cause, turn: Turn): void {
  turn.moves.by = 'shutdown';
  if (instance.state === 'queued') attemptRequeued(instance, turn.now, why, turn.moves);
  else if (instance.state === 'running') attemptLost(instance, 0, turn.now, why, turn.moves);
  else if (instance.state === 'restarting') attemptCleared(instance, turn.now, why, turn.moves);
}
