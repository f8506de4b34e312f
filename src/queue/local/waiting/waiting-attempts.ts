/**
 * Deferred attempts, and the processes in which they wait: one for the sensors of each snapshot of a DAG file, so that an author's code meets no other
 * author's, and one for all built-in ones. A process that dies is started again, and all that waited in it is handed over anew.
 */
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { Outcome, Work } from '#queue/executor.ts';
import { outcomeOfNoStart } from '#queue/local/death.ts';
import { gatherInputs, needsInputs } from '#queue/local/inputs.ts';
import { serveRequest } from '#queue/local/serve-request.ts';
import type { Logger } from '#support/logger.ts';
import type { TaskServices } from '#worker/services.ts';
import type { WaitOrder } from '#worker/waiting/protocol.ts';
import { leanWork } from './lean-work.ts';
import { WaitProcess, type WaitProcessEvents, type WaitProcessOptions } from './wait-process.ts';

/** A process with nobody in it is given up after this time, ms. */
const EMPTY_LIMIT = 5_000;
/** After a restart what waits is looked at soon, but not all at once, ms. */
const SOON = 5_000;
/** A process that has died so often in a row, within `CALM` of each other, takes those that wait in it with it. */
const DEATHS = 3;
const CALM = 60_000;
/** After a process has died or was blocked, ms. */
const CAREFUL_FOR = 600_000;
const BUILT_IN = '@built-in';

export interface WaitingParts {
  fork: WaitProcessOptions;
  services: TaskServices;
  logger: Logger;
  logFileOf: (work: Work) => string;
  finish: (work: Work, outcome: Outcome) => void;
}

/** Of one key: see `keyOf`. */
interface Place {
  key: string;
  process: WaitProcess | undefined;
  waiting: Map<string, Work>;
  /** A process of it has died or was blocked: until then (monotonic ms) the next ones look one by one, and what began last is to blame. */
  carefulUntil: number;
  /** Monotonic ms of its deaths. */
  deaths: number[];
  timer: NodeJS.Timeout | undefined;
}

export class WaitingAttempts {
  readonly #parts: WaitingParts;
  readonly #places = new Map<string, Place>();
  readonly #placeOf = new Map<string, Place>();
  /** Attempts by the DAG whose moves are worth a look. */
  readonly #followers = new Map<string, Set<string>>();
  #stopListening: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: WaitingParts) {
    this.#parts = parts;
  }

  /** `isNew`: the attempt has just looked for itself; else it looks soon. Those that wait already are left alone. */
  add(works: readonly Work[], isNew: (attemptId: string) => boolean): void {
    const added = works.filter(({ attemptId }) => !this.#placeOf.has(attemptId));
    for (const [key, own] of Map.groupBy(added, keyOf)) {
      const place = this.#placeFor(key);
      for (const work of own) {
        place.waiting.set(work.attemptId, work);
        this.#placeOf.set(work.attemptId, place);
        this.#follow(work);
      }
      void this.#send(place, own, isNew);
    }
  }

  /** False: it does not wait here. */
  forget(attemptId: string, reason: { code: string; message: string }): boolean {
    const place = this.#placeOf.get(attemptId);
    if (!place) return false;
    place.process?.send({ kind: 'forget', attemptId, ...reason });
    this.#remove(place, attemptId);
    return true;
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopListening?.();
    for (const place of this.#places.values()) {
      clearTimeout(place.timer);
      place.process?.kill();
    }
  }

  #follow(work: Work): void {
    const dagId = followed(work);
    if (dagId === undefined) return;
    const followers = this.#followers.get(dagId) ?? new Set();
    this.#followers.set(dagId, followers.add(work.attemptId));
    this.#stopListening ??= this.#parts.services.onDagMoved((dagIds) => {
      for (const moved of dagIds) this.#wake(this.#followers.get(moved) ?? []);
    });
  }

  #unfollow(work: Work | undefined): void {
    const dagId = work && followed(work);
    if (!work || dagId === undefined) return;
    const followers = this.#followers.get(dagId);
    followers?.delete(work.attemptId);
    if (followers?.size === 0) this.#followers.delete(dagId);
  }

  #wake(attemptIds: Iterable<string>): void {
    for (const [place, own] of Map.groupBy(attemptIds, (attemptId) => this.#placeOf.get(attemptId)))
      place?.process?.send({ kind: 'wake', attemptIds: own });
  }

  #placeFor(key: string): Place {
    let place = this.#places.get(key);
    if (!place) {
      place = { key, process: undefined, waiting: new Map(), carefulUntil: 0, deaths: [], timer: undefined };
      this.#places.set(key, place);
    }
    clearTimeout(place.timer);
    return place;
  }

  async #send(place: Place, works: readonly Work[], isNew: (attemptId: string) => boolean): Promise<void> {
    const { services } = this.#parts;
    try {
      const isFirst = place.process === undefined;
      place.process ??= this.#start(place);
      const { process } = place;
      const snapshot = isFirst && place.key !== BUILT_IN ? await services.getSnapshot(place.key) : undefined;
      const carefulMs = isFirst ? Math.max(0, place.carefulUntil - performance.now()) : 0;
      if (snapshot !== undefined) process.send({ kind: 'wait', orders: [], runs: {}, carefulMs: 0, snapshot });
      const orders = await Promise.all(works.map((work) => this.#order(work, isNew(work.attemptId))));
      // Forgotten meanwhile, or its process has died: then all are sent again.
      const current = orders.filter(({ work }) => place.waiting.has(work.attemptId));
      const runs = Object.fromEntries(works.map((work) => [work.dagRunId, work.run]));
      if (place.process === process) process.send({ kind: 'wait', orders: current, runs, carefulMs });
    } catch (error) {
      for (const work of works) this.#end(work.attemptId, outcomeOfNoStart(messageOf(error)));
    }
  }

  async #order(work: Work, isNew: boolean): Promise<WaitOrder> {
    const given = needsInputs(work) ? await gatherInputs(this.#parts.services, work) : { inputs: {} };
    const intervalMs = work.wait?.for.intervalMs ?? 0;
    const soon = Math.random() * Math.min(intervalMs, SOON);
    // What tells of a change may have told while nobody listened yet.
    const firstInMs = work.wait?.for.wakeOn ? 0 : isNew ? intervalMs : soon;
    return { work: leanWork(work), ...given, logFile: this.#parts.logFileOf(work), firstInMs };
  }

  #start(place: Place): WaitProcess {
    const process = new WaitProcess(this.#parts.fork, {
      heard: (message) => this.#hear(place, process, message),
      blocked: (attemptId) => this.#blocked(place, process, attemptId),
      gone: () => this.#gone(place, process),
    });
    return process;
  }

  #hear(place: Place, process: WaitProcess, message: Parameters<WaitProcessEvents['heard']>[0]): void {
    const work = place.waiting.get(message.attemptId);
    // It speaks for those that wait in it.
    if (place.process !== process || work === undefined) return;
    if (message.kind === 'finished') this.#end(work.attemptId, message.outcome);
    else if (message.kind === 'request') {
      const { services } = this.#parts;
      void serveRequest(services, { work }, message.id, message.request).then((reply) => process.send(reply));
    } else {
      this.#parts.logger.error('a task log cannot be written', { reason: message.message, attemptId: work.attemptId });
    }
  }

  #blocked(place: Place, process: WaitProcess, attemptId: string | undefined): void {
    const work = attemptId === undefined ? undefined : place.waiting.get(attemptId);
    if (place.process !== process || work === undefined || performance.now() > place.carefulUntil) return;
    const seconds = this.#parts.fork.blockedMs / 1000;
    const { code, message } = new AquilonError('SENSOR_BLOCKED', { task: work.taskId, seconds });
    this.#end(work.attemptId, { state: 'failed', error: { code, message }, retryable: true });
  }

  #gone(place: Place, process: WaitProcess): void {
    if (place.process !== process || this.#isStopped) return;
    place.process = undefined;
    const now = performance.now();
    place.carefulUntil = now + CAREFUL_FOR;
    place.deaths = [...place.deaths.filter((at) => now - at < CALM), now];
    if (place.waiting.size === 0) return;
    this.#parts.logger.warning('a process in which tasks wait has died', {
      waiting: place.waiting.size,
      key: place.key,
    });
    if (place.deaths.length >= DEATHS) {
      place.deaths = [];
      const outcome = outcomeOfNoStart('the process in which it waited died again and again');
      for (const attemptId of [...place.waiting.keys()]) this.#end(attemptId, outcome);
    } else {
      void this.#send(place, [...place.waiting.values()], () => false);
    }
  }

  #end(attemptId: string, outcome: Outcome): void {
    const place = this.#placeOf.get(attemptId);
    const work = place?.waiting.get(attemptId);
    if (!place || !work) return;
    this.#remove(place, attemptId);
    if (!this.#isStopped) this.#parts.finish(work, outcome);
  }

  #remove(place: Place, attemptId: string): void {
    this.#unfollow(place.waiting.get(attemptId));
    place.waiting.delete(attemptId);
    this.#placeOf.delete(attemptId);
    if (place.waiting.size > 0) return;
    clearTimeout(place.timer);
    place.timer = setTimeout(() => {
      this.#places.delete(place.key);
      const { process } = place;
      place.process = undefined;
      process?.kill();
    }, EMPTY_LIMIT);
    place.timer.unref();
  }
}

function followed({ wait }: Work): string | undefined {
  const wakeOn = wait?.for.wakeOn;
  return wakeOn !== undefined && 'dagId' in wakeOn ? wakeOn.dagId : undefined;
}

const keyOf = ({ task, snapshotHash }: Work): string => (task.body === 'handler' ? snapshotHash : BUILT_IN);
