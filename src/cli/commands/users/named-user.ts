/** What the commands about one user have in common: `-u` or `-e` names the user. */
import { randomBytes } from 'node:crypto';
import { Option } from 'commander';
import { didYouMean, HintedError } from '#cli/hints.ts';
import { createAdminToken } from '#composition/admin-token.ts';
import { openConfig } from '#composition/open-config.ts';
import { readServerFile, writeServerFile } from '#composition/server-file.ts';
import type { Database } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { listUsers, type User } from '#http/auth/users.ts';

export interface NamedUser {
  username?: string;
  email?: string;
}

export const usernameOption = (): Option =>
  new Option('-u, --username <name>', 'name to sign in with').conflicts('email');
export const emailOption = (): Option => new Option('-e, --email <address>', 'the user by the address instead');

export const randomPassword = (): string => randomBytes(12).toString('base64url');

/** Throws `USER_NOT_FOUND`, with names that are near; `USER_UNNAMED` where neither is given. */
export async function findUser(database: Database, { username, email }: NamedUser): Promise<User> {
  const wanted = username ?? email;
  if (wanted === undefined) throw new AquilonError('USER_UNNAMED');
  const users = await listUsers(database);
  const found = users.filter((one) => (username === undefined ? one.email === email : one.username === username));
  const [user] = found;
  if (user && found.length === 1) return user;
  const missing = new AquilonError('USER_NOT_FOUND', { user: wanted });
  const known = users.map((one) => (username === undefined ? one.email : one.username));
  const hint = found.length > 1 ? 'Several users have it: name one with -u. ' : didYouMean(wanted, known);
  throw new HintedError(missing, `${hint}List the users with: aquilon users list.`);
}

/** The commands' own token may be that user's, and worth nothing any more. */
export async function renewToken(database: Database): Promise<void> {
  const config = await openConfig();
  const server = readServerFile(config.home);
  if (!server) return;
  const token = await (await createAdminToken(config, database)).issue();
  if (token !== null) writeServerFile(config.home, { ...server, token });
}
