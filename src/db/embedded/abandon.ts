import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Ends the embedded server of `home` without waiting, for a process that is about to exit: it would survive us otherwise.
 * SIGQUIT is PostgreSQL's immediate shutdown: the next start replays its log, and nothing committed is lost.
 */
export function abandonEmbedded(home: string): void {
  try {
    const { data }: { data: string } = JSON.parse(readFileSync(join(home, 'postgres.json'), 'utf8'));
    const pid = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    if (pid > 0) process.kill(pid, 'SIGQUIT');
  } catch {
    // There is none, or it has ended by itself.
  }
}
