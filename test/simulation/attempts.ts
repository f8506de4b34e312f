/** The executor of a server in a history: attempts last a while and end in some way; what they report comes twice, late, or out of turn. */
import type { CancelReason, Executor, Outcome, Report, Work } from '#queue/executor.ts';
import { nameOf } from '#testing/memory-store.ts';
import type { VirtualClock } from '#testing/virtual-clock.ts';
import type { Choices } from './choices.ts';

export interface AttemptParts {
  choices: Choices;
  clock: VirtualClock;
  parallelism: number;
  /** The attempts that run on the server, by their ids. */
  running: Map<string, Running>;
  /** The deferred attempts that the server looks after, by their ids. */
  waiting: Set<string>;
  /** Called as an attempt begins; false: its server died of it. */
  begins: (work: Work) => boolean;
  /** Called as an attempt is to be looked after. */
  waits: (work: Work) => void;
  epoch: () => number;
  /** Runs something in the process of the server: at once, later where it is held up, never where it is dead. */
  inside: (call: () => void) => void;
  tell: (line: () => string) => void;
}

export interface Running {
  work: Work;
  /** Of the lease under which it was started. */
  epoch: number;
}

/** An attempt whose worker is not heard of any more is given up after so long. */
const HEARTBEAT_LIMIT_MS = 4000;
const GONE: Outcome = { state: 'failed', error: { code: 'WORKER_LOST', message: 'played' }, retryable: true };

/** Ids of runs that assets trigger hold an instant that is not the same in every play. */
function attemptName({ run, dagRunId, ...work }: Work): string {
  const runName = run.runType === 'asset_triggered' ? `for assets ${dagRunId}` : run.runId;
  return `${run.dagId} ${runName} ${nameOf(work)} try ${work.tryNumber}`;
}

export function playAttempts(parts: AttemptParts): Executor {
  const { choices, clock, running, waiting } = parts;
  const ends = new Map<string, (outcome: Outcome) => void>();
  let listener: (report: Report) => void = () => undefined;

  const send = (report: Report, inMs: number) => {
    const arrive = () => parts.inside(() => listener(report));
    if (inMs === 0) arrive();
    else clock.after(inMs, arrive);
  };

  const begin = (work: Work) => {
    if (!parts.begins(work)) return;
    const { attemptId } = work;
    const name = attemptName(work);
    const lateness = (what: string) =>
      choices.weigh(`${name}: ${what} is late`, [
        [0, 20],
        [700, 1],
        [5000, 1],
      ]);
    const end = (outcome: Outcome) => {
      // With its server it was gone.
      if (!running.delete(attemptId)) return;
      const isLost = choices.chance(`${name}: nobody hears of its end`, 0.02);
      parts.tell(() => `${name} ends: ${isLost ? 'nobody hears of it' : outcome.state}`);
      const report = { kind: 'finished' as const, attemptId, at: clock.now(), outcome };
      if (isLost) send({ ...report, outcome: GONE }, HEARTBEAT_LIMIT_MS);
      else send(report, lateness('its end'));
      if (!isLost && choices.chance(`${name}: its end comes twice`, 0.05)) send(report, lateness('its second end'));
    };
    running.set(attemptId, { work, epoch: parts.epoch() });
    ends.set(attemptId, end);
    const started = choices.weigh(`${name}: how often its start is told`, [
      [1, 15],
      [0, 3],
      [2, 1],
    ]);
    const report = { kind: 'started' as const, attemptId, at: clock.now(), pid: 1, hostname: 'sim' };
    for (let time = 0; time < started; time++) send(report, lateness('its start'));
    clock.after(choices.int(`${name}: tenths of a second`, 0, 30) * 100, () => {
      if (running.has(attemptId)) end(drawOutcome(choices, name, work, clock));
    });
  };

  const wait = (work: Work) => {
    parts.waits(work);
    const { attemptId } = work;
    // It waits for it already.
    if (waiting.has(attemptId)) return;
    waiting.add(attemptId);
    const name = attemptName(work);
    clock.after(choices.int(`${name}: seconds until it has what it waits for`, 0, 10) * 1000, () => {
      if (!waiting.delete(attemptId)) return;
      send({ kind: 'finished', attemptId, at: clock.now(), outcome: drawEndOfWait(choices, name) }, 0);
    });
  };

  return {
    parallelism: parts.parallelism,
    readyNow: () => choices.int('free processes', 0, 2),
    dispatch: (works) => works.forEach(begin),
    wait: (works) => works.forEach(wait),
    cancel: (attemptId, reason) => {
      // Forgotten at once; what was on its way may still come.
      if (waiting.delete(attemptId) && choices.chance('the end of a wait comes all the same', 0.1))
        send({ kind: 'finished', attemptId, at: clock.now(), outcome: { state: 'success' } }, 0);
      const inMs = choices.int('tenths of a second until it is killed', 0, 20) * 100;
      clock.after(inMs, () => ends.get(attemptId)?.(killed(reason)));
    },
    onReport: (one) => {
      listener = one;
    },
    stop: async () => undefined,
  };
}

const killed = ({ code, message }: CancelReason): Outcome => ({
  state: 'failed',
  error: { code, message },
  retryable: false,
});

/** It never waits on: the executor looks again by itself. */
function drawEndOfWait(choices: Choices, name: string): Outcome {
  const state = choices.weigh(`${name}: the end of its wait`, [
    ['success' as const, 70],
    ['skipped' as const, 10],
    ['failed' as const, 20],
  ]);
  if (state === 'success') return { state };
  if (state === 'skipped') return { state, reason: 'played' };
  return { state, error: { code: 'TASK_FAILED', message: 'played' }, retryable: true };
}

const QUESTION = {
  subject: 'Well?',
  body: null,
  options: ['yes', 'no'],
  multiple: false,
  params: {},
  assignedUsers: [],
};

function drawOutcome(choices: Choices, name: string, work: Work, clock: VirtualClock): Outcome {
  if (work.task.sensor && choices.chance(`${name}: it is deferred`, 0.7)) {
    const seconds = choices.pick(`${name}: seconds until the instant that it waits for`, [null, 0, 3, 10]);
    const poke = { kind: 'poke' as const, intervalMs: 1000 };
    const at = Math.min(clock.now(), clock.right());
    if (seconds === null) return { state: 'deferred', waitFor: poke };
    const until = at + seconds * 1000;
    if (!choices.chance(`${name}: it asks somebody`, 0.4))
      return { state: 'deferred', waitFor: { kind: 'time', at: until } };
    const defaults = choices.chance(`${name}: there is a default`, 0.6) ? ['yes'] : null;
    return { state: 'deferred', waitFor: { kind: 'answer', question: { ...QUESTION, defaults }, until } };
  }
  const state = choices.weigh(`${name}: its end`, [
    ['success' as const, 65],
    ['failed' as const, 24],
    ['skipped' as const, 6],
    ['up_for_reschedule' as const, 5],
  ]);
  switch (state) {
    case 'success':
      return drawSuccess(choices, name, work);
    case 'skipped':
      return { state, reason: 'played' };
    case 'up_for_reschedule': {
      // Of an instant that a wrong clock put far ahead a server that starts anew does not know.
      const now = Math.min(clock.now(), clock.right());
      return { state, until: now + choices.int(`${name}: seconds until it is asked again`, 0, 5) * 1000 };
    }
    case 'failed': {
      const isFinal = choices.chance(`${name}: it is not to be tried again`, 0.2);
      // A process that dies is always tried again. That is no decision of its own: the histories of the seeds stay what they were.
      const code = isFinal ? 'TASK_FAILED' : 'TASK_KILLED';
      return { state, error: { code, message: 'played' }, retryable: !isFinal };
    }
  }
}

function drawSuccess(choices: Choices, name: string, work: Work): Outcome {
  const length = work.task.isListed ? choices.pick(`${name}: elements`, [1, 0, 2, 3]) : 0;
  const value = work.task.isListed ? Array.from({ length }, (_, at) => at) : work.tryNumber;
  const returnValue = { kind: 'json' as const, value };
  if (work.task.decision === undefined) return { state: 'success', returnValue };
  const passed = work.task.downstream.filter((one) => choices.chance(`${name}: passes over ${one}`, 0.5));
  const tasks = work.task.downstream.filter((one) => !passed.includes(one));
  const others = choices.pick(`${name}: passes over`, ['direct', 'all'] as const);
  return { state: 'success', returnValue, follow: { tasks, others } };
}
