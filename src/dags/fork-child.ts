import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { loaderEnvironment } from './loader-environment.ts';

/** A process for code of authors, ready for messages: without our settings and secrets, and with a limit of memory. */
export async function forkChild(script: string, memoryMb: number): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, script), [], {
    execArgv: [`--max-old-space-size=${memoryMb}`, '--disable-warning=ExperimentalWarning'],
    env: loaderEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with exit code ${code}`)));
  });
  child.removeAllListeners('exit');
  return child;
}
