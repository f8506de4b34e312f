/**
 * The token of a task attempt: it may read what a Viewer may, and falls with the attempt. It needs no row of its own: it is the attempt's id
 * and a signature, and the attempt's state says whether it is good.
 */
import type { Database } from '#db/database.ts';
import type { Keys } from './keys.ts';
import type { Principal } from './roles.ts';

const PREFIX = 'attempt.';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isAttemptToken = (token: string): boolean => token.startsWith(PREFIX);

export const issueAttemptToken = (keys: Keys, attemptId: string): string =>
  `${PREFIX}${attemptId}.${keys.sign('attempt', attemptId)}`;

/** Null: forged, or the attempt has ended. */
export async function verifyAttemptToken(database: Database, keys: Keys, token: string): Promise<Principal | null> {
  const [attemptId = '', signature = ''] = token.slice(PREFIX.length).split('.');
  if (!UUID.test(attemptId) || !keys.isSignature('attempt', attemptId, signature)) return null;
  const task = await selectLivingAttempt(database, attemptId);
  if (!task) return null;
  const username = `task ${task.dag_id}.${task.task_id}`;
  return { username, role: 'Viewer', by: 'bearer', tokenId: attemptId, expiresAt: Number.POSITIVE_INFINITY };
}

async function selectLivingAttempt(database: Database, attemptId: string) {
  const { rows } = await database.pool.query<{ dag_id: string; task_id: string }>({
    name: 'select_living_attempt',
    text: `select ti.dag_id, ti.task_id from task_instance ti
           where ti.id = $1::uuid and ti.state in ('queued', 'running')`,
    values: [attemptId],
  });
  return rows[0];
}
