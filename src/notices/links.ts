/** Where to look: the pages of a run and of its tasks, and the command that shows a log. */
import type { Failure } from '#domain/failures.ts';
import { inShell } from '#support/in-shell.ts';

/** A failure with its page and its log. */
export interface LinkedFailure extends Failure {
  url: string;
  logCommand: string;
}

interface RunName {
  dagId: string;
  runId: string;
}

type Instance = Pick<Failure, 'taskId' | 'mapIndex' | 'tryNumber'>;

/** `base`: address of the page, without a slash at its end. What belongs to no run is shown on the page of its DAG. */
export function runUrl(base: string, { dagId, runId }: RunName): string {
  const page = `${base}/dags/${encodeURIComponent(dagId)}`;
  return runId === '' ? page : `${page}/runs/${encodeURIComponent(runId)}`;
}

export function taskUrl(base: string, run: RunName, { taskId, mapIndex, tryNumber }: Instance): string {
  const query = [tryNumber > 0 ? `try=${tryNumber}` : '', mapIndex < 0 ? '' : `map=${mapIndex}`].filter(Boolean);
  const page = `${runUrl(base, run)}/tasks/${encodeURIComponent(taskId)}`;
  return query.length === 0 ? page : `${page}?${query.join('&')}`;
}

function logCommand({ dagId, runId }: RunName, { taskId, mapIndex, tryNumber }: Instance): string {
  const words = ['aquilon', 'tasks', 'logs', dagId, taskId, runId].map(inShell);
  if (mapIndex >= 0) words.push('--map-index', String(mapIndex));
  if (tryNumber > 0) words.push('--try-number', String(tryNumber));
  return words.join(' ');
}

export const linkFailures = (base: string, run: RunName, failures: readonly Failure[]): LinkedFailure[] =>
  failures.map((one) => ({ ...one, url: taskUrl(base, run, one), logCommand: logCommand(run, one) }));
