/**
 * Asks timetables that authors wrote. Two processes answer, each for the snapshot of one DAG file at a time, so that one timetable that hangs
 * does not hold up the others; a process that takes too long, ends or fills its memory is replaced. They end when nothing is asked.
 */
import type { ChildProcess } from 'node:child_process';
import type { TimetableAnswer, TimetableQuestion } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import { forkChild } from './fork-child.ts';
import { describeFailure } from './import-error.ts';
import type { TimetableReply, TimetableRequest } from './timetable-protocol.ts';

export interface AskedDag {
  dagId: string;
  snapshotHash: string;
}

export interface TimetableOptions {
  /** Seconds for one answer, the import of the DAG file included. */
  timeoutSeconds: number;
  memoryMb: number;
  snapshotOf: (hash: string) => Promise<{ entry: string; files: { readonly [path: string]: string } }>;
}

export interface Timetables {
  /** Rejects with `TIMETABLE_FAILED`. */
  ask(dag: AskedDag, question: TimetableQuestion): Promise<TimetableAnswer>;
  stop(): void;
}

const PROCESSES = 2;
const IDLE_MS = 5_000;
const FIRST_DATE = Date.parse('0001-01-01T00:00:00Z');
const LAST_DATE = Date.parse('9999-12-31T00:00:00Z');

/** A place for one process. */
interface Place {
  child: ChildProcess | undefined;
  snapshotHash: string;
  busy: boolean;
  idle: NodeJS.Timeout | undefined;
}

interface Job {
  dag: AskedDag;
  question: TimetableQuestion;
  resolve: (answer: TimetableAnswer) => void;
  reject: (error: unknown) => void;
}

export function createTimetables(options: TimetableOptions): Timetables {
  const places: Place[] = Array.from({ length: PROCESSES }, () => ({
    child: undefined,
    snapshotHash: '',
    busy: false,
    idle: undefined,
  }));
  let waiting: Job[] = [];
  let nextId = 1;
  let stopped = false;

  /** Gives what waits to the places that are free: to one that knows the code, if there is one. */
  function assign(): void {
    for (let job = waiting[0]; job; job = waiting[0]) {
      const { snapshotHash } = job.dag;
      const free = places.filter(({ busy }) => !busy);
      const place =
        free.find((one) => one.child && one.snapshotHash === snapshotHash) ?? free.find((one) => !one.child) ?? free[0];
      if (!place) return;
      waiting.shift();
      void serve(place, job);
    }
  }

  async function serve(place: Place, job: Job): Promise<void> {
    place.busy = true;
    clearTimeout(place.idle);
    try {
      job.resolve(await answer(place, job));
    } catch (error) {
      endChild(place);
      job.reject(error);
    }
    place.busy = false;
    if (stopped) return endChild(place);
    place.idle = setTimeout(() => endChild(place), IDLE_MS);
    place.idle.unref();
    assign();
  }

  async function answer(place: Place, { dag, question }: Job): Promise<TimetableAnswer> {
    if (place.snapshotHash !== dag.snapshotHash) endChild(place);
    const request: TimetableRequest = { id: nextId++, dagId: dag.dagId, question };
    const snapshot = await options.snapshotOf(dag.snapshotHash);
    if (!place.child) {
      place.child = await forkChild('timetable-child.ts', options.memoryMb);
      place.snapshotHash = dag.snapshotHash;
      request.snapshot = snapshot;
    }
    const reply = await exchange(place.child, request, dag.dagId);
    if (reply.ok) return checkAnswer(dag.dagId, question, reply.answer);
    throw failed(dag.dagId, describeFailure(snapshot.entry, reply.error, snapshot.files));
  }

  function exchange(child: ChildProcess, request: TimetableRequest, dagId: string): Promise<TimetableReply> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        child.removeListener('message', onMessage);
        child.removeListener('exit', onExit);
        act();
      };
      const onMessage = (reply: unknown) => {
        if (isReply(reply, request.id)) settle(() => resolve(reply));
      };
      const onExit = (code: number | null, signal: string | null) =>
        settle(() => reject(failed(dagId, `its process ended with ${signal ?? `exit code ${code}`}`)));
      const timer = setTimeout(
        () => settle(() => reject(failed(dagId, `it gave no answer within ${options.timeoutSeconds} s`))),
        options.timeoutSeconds * 1000,
      );
      child.on('message', onMessage);
      child.once('exit', onExit);
      child.send(request);
    });
  }

  return {
    ask(dag, question) {
      if (stopped) return Promise.reject(new AquilonError('STOPPING'));
      return new Promise((resolve, reject) => {
        waiting.push({ dag, question, resolve, reject });
        assign();
      });
    },
    stop() {
      stopped = true;
      for (const { reject } of waiting) reject(new AquilonError('STOPPING'));
      waiting = [];
      for (const place of places) {
        clearTimeout(place.idle);
        endChild(place);
      }
    },
  };
}

function endChild(place: Place): void {
  place.child?.kill('SIGKILL');
  place.child = undefined;
  place.snapshotHash = '';
}

const failed = (dag: string, reason: string): AquilonError => new AquilonError('TIMETABLE_FAILED', { dag, reason });

/** What would do damage is refused: a run that goes back, or comes again for ever, and dates that no database holds. */
function checkAnswer(dagId: string, question: TimetableQuestion, answer: TimetableAnswer): TimetableAnswer {
  if (answer === null) return null;
  const far = [answer.start, answer.end, answer.runAfter].find((at) => at < FIRST_DATE || at >= LAST_DATE);
  if (far !== undefined) throw failed(dagId, `it gave the instant ${far}, which lies outside of the years 1 to 9999`);
  if (question.ask === 'manual' || question.last === null || answer.start > question.last.start) return answer;
  const [given, before] = [answer.start, question.last.start].map((at) => new Date(at).toISOString());
  throw failed(dagId, `it gave the logical date ${given}, which is not later than that of the run before, ${before}`);
}

/** The author's code can write into the channel as well: only an answer to what was asked counts. */
function isReply(value: unknown, id: number): value is TimetableReply {
  if (typeof value !== 'object' || value === null || !('id' in value) || value.id !== id || !('ok' in value))
    return false;
  return value.ok === true ? 'answer' in value && isAnswer(value.answer) : 'error' in value;
}

function isAnswer(value: unknown): value is TimetableAnswer {
  if (value === null) return true;
  if (typeof value !== 'object' || !('start' in value) || !('end' in value) || !('runAfter' in value)) return false;
  return [value.start, value.end, value.runAfter].every((one) => typeof one === 'number' && Number.isFinite(one));
}
