/** Programs that tasks start: a process group each, that is ended as a whole. */
import type { ChildProcess } from 'node:child_process';
import { env } from 'node:process';
import { signalProcess } from '#support/processes.ts';
import type { BodyContext } from '#worker/operator-body.ts';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Rejects where the program could not be started. */
export function exitOf(child: ChildProcess, name: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`${name} could not be started: ${error.message}`, { cause: error })),
    );
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** The whole group gets SIGTERM when the task is asked to stop; the server sees to the rest. Returns what ends the listening. */
export function endWith(
  { signal, log }: Pick<BodyContext, 'signal' | 'log'>,
  child: ChildProcess,
  logger: string,
): () => void {
  const end = () => {
    log('info', 'Sending SIGTERM signal to process group', logger);
    if (child.pid !== undefined) signalProcess(-child.pid, 'SIGTERM');
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  return () => signal.removeEventListener('abort', end);
}

/** The variables of the task, and `own`; without `inherit`, only those by which the server and the program know the task. */
export function childEnvironment(own: Record<string, string>, inherit: boolean): Record<string, string | undefined> {
  if (inherit) return { ...env, ...own };
  const kept = Object.entries(env).filter(([name]) => name.startsWith('AQUILON_') || name.startsWith('AIRFLOW_CTX_'));
  return { PATH: env.PATH, ...Object.fromEntries(kept), ...own };
}

/** The folders in which programs are looked for. */
export const searchPath = (): string[] => (env.PATH ?? '').split(':').filter((folder) => folder !== '');

/** A variable of the task that other tools read as well, such as `DOCKER_HOST`; an empty one is none. */
export const taskVariable = (name: string): string | undefined => env[name] || undefined;
