/**
 * One at a time among all processes of the machine. The lock is one that SQLite takes on the file: the kernel frees it when its holder dies, in whatever way, so
 * that there is nothing to clean up.
 */
const SQLITE_BUSY = 5;

/** What frees the lock; undefined: another has it. */
export async function tryLock(path: string): Promise<(() => void) | undefined> {
  const { DatabaseSync } = await import('node:sqlite');
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('begin exclusive');
    return () => file.close();
  } catch (error) {
    file.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}
