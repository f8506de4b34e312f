/** Asks before something is lost. */
import { createInterface } from 'node:readline/promises';
import { AquilonError } from '#errors/aquilon-error.ts';

/** True for yes. Where nobody can be asked: throws `CONFIRMATION_NEEDED`. `action` says what would happen. */
export async function confirm(action: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new AquilonError('CONFIRMATION_NEEDED', { action });
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${action} Proceed? [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return true;
    process.stdout.write('Cancelled, nothing was changed.\n');
    return false;
  } finally {
    terminal.close();
  }
}
