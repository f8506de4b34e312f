/** What ends the task processes of a server that was killed: one that computes without a pause never learns that its server is gone. */
import { spawn } from 'node:child_process';

/** What an attempt that does notice may need to end by itself, s. */
const GRACE = 3;

/**
 * A shell of less than a megabyte that waits for the end of its input. A line says that all is well; an end without one, that the server died:
 * then every process whose environment has the mark `$1` is killed.
 */
const SCRIPT = `read -r _ && exit 0
sleep ${GRACE}
for entry in /proc/[0-9]*; do
  tr '\\0' '\\n' < "$entry/environ" 2>/dev/null | grep -qxF "$1" && kill -9 "\${entry#/proc/}"
done`;

/** Watches this process. Returns the function that ends the watch. Where there is no shell, the next start ends what is left. */
export function watchForDeath(mark: string): () => void {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'aquilon-death-watch', mark], {
    // Only the server's death ends its input; neither the mark nor a signal to the server's group is for it.
    env: { PATH: '/usr/bin:/bin' },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  // Node gives the pipe a handle that would keep the server from ending.
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return () => void shell.stdin.end('\n');
}
