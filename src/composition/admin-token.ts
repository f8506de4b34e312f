/** A token of an administrator for the command line of the same machine, made anew before it expires. */
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { loadKeys } from '#http/auth/keys.ts';
import { createTokens } from '#http/auth/tokens.ts';

export interface AdminToken {
  /** Null where there is no active administrator. */
  issue(): Promise<string | null>;
}

export async function createAdminToken(config: Config, database: Database): Promise<AdminToken> {
  const tokens = createTokens({ config, database, keys: await loadKeys(config) });
  return {
    async issue() {
      const admin = await database.query
        .selectFrom('app_user')
        .select(['username', 'password_hash'])
        .where('role', '=', 'Admin')
        .where('is_active', '=', true)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (!admin) return null;
      return (await tokens.issue('bearer', { username: admin.username, passwordHash: admin.password_hash })).token;
    },
  };
}
