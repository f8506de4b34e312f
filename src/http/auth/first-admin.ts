/** The first start makes an administrator, so that somebody can sign in. */
import { randomBytes } from 'node:crypto';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { hasCode } from '#errors/aquilon-error.ts';
import { createUser } from './users.ts';

export interface FirstAdmin {
  username: string;
  /** The random password, to be shown once; null where the configuration gave one. */
  password: string | null;
}

/**
 * Makes the administrator of `_AIRFLOW_WWW_USER_USERNAME` where there is no user at all; null where there is one.
 * Later changes of those options change nothing: the database is the truth about users.
 */
export async function ensureFirstAdmin(database: Database, config: Config): Promise<FirstAdmin | null> {
  const any = await database.query.selectFrom('app_user').select('id').limit(1).executeTakeFirst();
  if (any) return null;
  const { adminUsername: username, adminPassword } = config.api;
  const password = adminPassword || randomBytes(12).toString('base64url');
  try {
    await createUser(database, { username, password, role: 'Admin' });
  } catch (error) {
    // Another process on the same database was first.
    if (hasCode(error, 'USER_EXISTS')) return null;
    throw error;
  }
  return { username, password: adminPassword ? null : password };
}
