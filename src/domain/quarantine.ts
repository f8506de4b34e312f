/**
 * A DAG whose attempts lose their process again and again is put in quarantine: it is switched off, and why is kept. What ends by itself,
 * well or badly, is no reason: only a process that died.
 */
import type { Ending } from './moves.ts';
import type { Reason } from './reasons.ts';

/** Why a DAG is in quarantine, and since when (epoch ms). */
export interface Quarantine {
  since: number;
  /** Attempts in a row that lost their process. */
  crashes: number;
  /** The last of them. */
  taskId: string;
  mapIndex: number;
  runId: string;
  tryNumber: number;
  code: string;
  /** All of it in a sentence. */
  reason: string;
  /** Of the DAG: another one is let out. */
  versionId: string;
}

const CRASHES: ReadonlySet<string> = new Set(['TASK_KILLED', 'TASK_EXITED', 'TASK_OUT_OF_MEMORY']);

/** By these a person, a terminal or a service manager ends a process: they say nothing of what it did. */
const ASKED_TO_STOP: ReadonlySet<unknown> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/** What was ended from outside, or never began. */
const SAYS_NOTHING: ReadonlySet<string> = new Set([
  'SHUTDOWN',
  'WORKER_LOST',
  'LEASE_LOST',
  'TASK_NOT_STARTED',
  'TASK_MARKED',
  'TASK_CLEARED',
  'RUN_TIMEOUT',
  'RUN_DELETED',
]);

export const isStopSignal = (signal: unknown): boolean => ASKED_TO_STOP.has(signal);

/** `crash`: the process died under the attempt. `sound`: the attempt ended by itself, or took too long. `nothing`: somebody ended it. */
export function judgeEnding(ending: Ending): 'crash' | 'sound' | 'nothing' {
  if (ending.state !== 'failed') return 'sound';
  const { code, signal } = ending.cause;
  if (SAYS_NOTHING.has(code) || isStopSignal(signal)) return 'nothing';
  return CRASHES.has(code) ? 'crash' : 'sound';
}

/** Why nothing of a DAG begins that is off. */
export function offReason(dagId: string, quarantine: Quarantine | null): Reason {
  if (quarantine === null) return { code: 'dag_paused', message: `the DAG ${dagId} is switched off` };
  const { since, crashes, taskId, runId, code: cause } = quarantine;
  const last = `${crashes} attempts in a row lost their process, the last one ${taskId} of ${runId} (${cause})`;
  const message = `the DAG ${dagId} is in quarantine since ${new Date(since).toISOString()}: ${last}; change its file, or let it out: aquilon dags release ${dagId}`;
  return { code: 'dag_quarantined', since, crashes, taskId, runId, cause, message };
}
