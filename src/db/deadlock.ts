/** SQLSTATE of a transaction that lost to another because each waited for what the other held. */
const DEADLOCK = '40P01';
const MOST_ATTEMPTS = 5;

/**
 * `work` is one transaction, or one statement that is a transaction of its own. It is called again where another stood in its way: nothing of it
 * has happened then, and to be made again is what PostgreSQL expects of it (manual, "Explicit Locking", deadlocks). Rejects with what the last
 * attempt rejects with.
 */
export async function inSpiteOfDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
