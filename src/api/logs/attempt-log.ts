/** The log of one attempt: where it lies, whether it still grows, and its messages. */
import { join } from 'node:path';
import { type InstanceKey, selectTries } from '#api/task-instances/find-instance.ts';
import type { Config } from '#config/config.ts';
import { notFound } from '#http/api-error.ts';
import type { RouteContext } from '#http/server-parts.ts';
import { logPath } from '#support/log-path.ts';
import { type LogMessage, readLines, toMessage } from './log-lines.ts';

/** In these the attempt may still write, or goes on writing later. */
const OPEN = new Set<string | null>([
  'queued',
  'running',
  'restarting',
  'deferred',
  'up_for_reschedule',
  'awaiting_input',
]);

export interface AttemptLog {
  path: string;
  /** True while more may come. Asked before the file is read, so that what was written before the end is not missed. */
  isOpen: boolean;
}

/** Throws 404 in Airflow's words. */
export async function findLog(context: RouteContext, key: InstanceKey, tryNumber: number): Promise<AttemptLog> {
  const tries = await selectTries(context.database, key);
  const found = tries.find((one) => one.try_number === tryNumber);
  if (!found || tryNumber < 1) {
    throw notFound('TASK_NOT_FOUND', 'TaskInstance not found', { dag: key.dagId, run: key.runId, task: key.taskId });
  }
  const folder = logFolder(context.config);
  return {
    path: logPath(folder, key.dagId, key.runId, key.taskId, key.mapIndex, tryNumber),
    isOpen: found === tries.at(-1) && OPEN.has(found.state),
  };
}

export function logFolder(config: Config): string {
  return config.logging.baseLogFolder || join(config.home, 'logs');
}

export interface Told {
  message: LogMessage;
  /** Where a later reader goes on. */
  end: number;
}

/** What Airflow tells before the first line: where the log comes from. */
export function sourceMessages(log: AttemptLog): LogMessage[] {
  return ['::group::Log message source details', log.path, '::endgroup::'].map((event) => ({ event }));
}

/** The messages from `offset` to the present end. */
export async function* readMessages(log: AttemptLog, offset: number): AsyncGenerator<Told> {
  for await (const line of readLines(log.path, offset, log.isOpen)) {
    if (line.text !== '') yield { message: toMessage(line.text), end: line.end };
  }
}
