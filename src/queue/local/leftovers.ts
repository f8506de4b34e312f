/** Task processes of a server that is dead: how they are known, and their end. */
import type { Logger } from '#support/logger.ts';
import { isAlive, listPids, processFacts, signalProcess, startEnvironment } from '#support/processes.ts';

/** Names the server that started a task process: `PID:START`, so that a pid given to another deceives nobody. */
const SERVER_MARK = 'AQUILON_SERVER';
/** Unlike AQUILON_HOME it is never set by a person. */
const HOME_MARK = 'AQUILON_TASK_HOME';

/** The marks that every task process is started with. */
export const marksOf = (home: string): Record<string, string> => ({ [HOME_MARK]: home, [SERVER_MARK]: serverName() });

/** The mark of this server, as it stands in an environment. */
export const serverMark = (): string => `${SERVER_MARK}=${serverName()}`;

const serverName = (): string => `${process.pid}:${processFacts(process.pid)?.startedAt ?? 0}`;

/**
 * Ends the task processes of a server of the same home that is dead: one that was killed could not do it itself.
 * Returns how many there were. Called at the start, before anything is dispatched.
 */
export function reapOrphans(home: string, logger: Logger): number {
  const mark = `${HOME_MARK}=${home}`;
  let count = 0;
  for (const pid of listPids()) {
    if (pid === process.pid) continue;
    const environment = startEnvironment(pid);
    if (!environment.includes(mark)) continue;
    const server = environment.find((entry) => entry.startsWith(`${SERVER_MARK}=`))?.slice(SERVER_MARK.length + 1);
    const [serverPid, startedAt] = (server ?? '').split(':').map(Number);
    if (serverPid === undefined || startedAt === undefined || isAlive(serverPid, startedAt)) continue;
    if (processFacts(pid) !== undefined && signalProcess(pid, 'SIGKILL')) count++;
  }
  if (count > 0) logger.info('ended processes that tasks of a dead server had left running', { count, home });
  return count;
}
