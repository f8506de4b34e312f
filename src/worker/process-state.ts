import { chdir, cwd } from 'node:process';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const startFolder = cwd();

/** Takes back what an attempt changed of the process and the next one would stumble over. */
export function restoreProcess(): void {
  // With a listener SIGTERM does not end the process any more, and the next attempt could only be killed.
  for (const signal of SIGNALS) if (process.listenerCount(signal) > 0) process.removeAllListeners(signal);
  try {
    if (cwd() !== startFolder) chdir(startFolder);
  } catch {
    // The attempt removed the folder it stood in.
    chdir(startFolder);
  }
}
