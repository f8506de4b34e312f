/** The users of this installation: made by the first start and by `aquilon users create`. */

import type { Database, Sql } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { hashPassword, matchesPassword, wasteTheTimeOfAComparison } from './password.ts';
import { isRole, ROLES, type Role } from './roles.ts';

export interface User {
  id: number;
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  isActive: boolean;
  /** ISO 8601 */
  createdAt: string;
}

export interface NewUser {
  username: string;
  password: string;
  role: string;
  email?: string;
  firstName?: string;
  lastName?: string;
}

const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,249}$/u;

/** Throws `USER_INVALID` or `USER_EXISTS`. */
export async function createUser({ pool }: { pool: Sql }, user: NewUser): Promise<User> {
  const problem = problemOf(user);
  if (problem) throw new AquilonError('USER_INVALID', { reason: problem });
  const { username, email = '', firstName = '', lastName = '', role, password } = user;
  const { rows } = await pool.query<Row>(
    `insert into app_user (username, email, first_name, last_name, role, password_hash)
     values ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text) on conflict (username) do nothing
     returning id, username, email, first_name, last_name, role, is_active, created_at`,
    [username, email, firstName, lastName, role, await hashPassword(password)],
  );
  const [row] = rows;
  if (!row) throw new AquilonError('USER_EXISTS', { user: user.username });
  return toUser(row);
}

export async function listUsers(database: Database): Promise<User[]> {
  const rows = await database.query
    .selectFrom('app_user')
    .select(['id', 'username', 'email', 'first_name', 'last_name', 'role', 'is_active', 'created_at'])
    .orderBy('username')
    .execute();
  return rows.map(toUser);
}

/** Throws `USER_NOT_FOUND`, and `LAST_ADMIN` for the only one who could let others in. */
export async function deleteUser({ pool }: { pool: Sql }, username: string): Promise<void> {
  const { rowCount } = await pool.query(
    `delete from app_user
     where app_user.username = $1::text
       and (app_user.role <> 'Admin' or not app_user.is_active or exists (
         select from app_user other where other.role = 'Admin' and other.is_active and other.id <> app_user.id))`,
    [username],
  );
  if (rowCount === 1) return;
  const { rowCount: known } = await pool.query('select from app_user where app_user.username = $1::text', [username]);
  throw new AquilonError(known === 1 ? 'LAST_ADMIN' : 'USER_NOT_FOUND', { user: username });
}

/** Throws `USER_NOT_FOUND`, and `LAST_ADMIN` for the only one who could let others in. */
export async function setRole({ pool }: { pool: Sql }, username: string, role: Role): Promise<void> {
  const { rowCount } = await pool.query(
    `update app_user set role = $2::text
     where app_user.username = $1::text
       and ($2::text = 'Admin' or app_user.role <> 'Admin' or not app_user.is_active or exists (
         select from app_user other where other.role = 'Admin' and other.is_active and other.id <> app_user.id))`,
    [username, role],
  );
  if (rowCount === 1) return;
  const { rowCount: known } = await pool.query('select from app_user where app_user.username = $1::text', [username]);
  throw new AquilonError(known === 1 ? 'LAST_ADMIN' : 'USER_NOT_FOUND', { user: username });
}

/** What the user was signed in with is worth nothing from then on. Throws `USER_NOT_FOUND`, `USER_INVALID`. */
export async function setPassword({ pool }: { pool: Sql }, username: string, password: string): Promise<void> {
  const problem = problemOfPassword(password);
  if (problem) throw new AquilonError('USER_INVALID', { reason: problem });
  const { rowCount } = await pool.query(
    'update app_user set password_hash = $2::text where app_user.username = $1::text',
    [username, await hashPassword(password)],
  );
  if (rowCount === 0) throw new AquilonError('USER_NOT_FOUND', { user: username });
}

/** The names of people and their address; what is not given stays. Throws `USER_NOT_FOUND`. */
export async function setPerson(
  { pool }: { pool: Sql },
  {
    username,
    email,
    firstName,
    lastName,
  }: Pick<User, 'username'> & Partial<Pick<User, 'email' | 'firstName' | 'lastName'>>,
): Promise<void> {
  const { rowCount } = await pool.query(
    `update app_user set email = coalesce($2::text, email), first_name = coalesce($3::text, first_name),
       last_name = coalesce($4::text, last_name) where app_user.username = $1::text`,
    [username, email, firstName, lastName],
  );
  if (rowCount === 0) throw new AquilonError('USER_NOT_FOUND', { user: username });
}

/** The active user whose name and password these are, or null. Takes as long for a user that does not exist. */
export async function verifyPassword(
  database: Database,
  username: string,
  password: string,
): Promise<(User & { passwordHash: string }) | null> {
  const row = await database.query
    .selectFrom('app_user')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirst();
  if (!row) {
    await wasteTheTimeOfAComparison(password);
    return null;
  }
  const matches = await matchesPassword(password, row.password_hash);
  return matches && row.is_active ? { ...toUser(row), passwordHash: row.password_hash } : null;
}

function problemOf(user: NewUser): string | undefined {
  if (!USERNAME.test(user.username)) {
    return `the name ${user.username} may have letters, digits and . _ @ + - only, 250 at most`;
  }
  const problem = problemOfPassword(user.password);
  if (problem) return problem;
  if (!isRole(user.role)) return `the role ${user.role} is none of ${ROLES.join(', ')}`;
  return undefined;
}

function problemOfPassword(password: string): string | undefined {
  if (password.length < 1) return 'the password is empty';
  if (password.length > 1024) return 'the password is longer than 1024 characters';
  return undefined;
}

interface Row {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  role: string;
  is_active: boolean;
  created_at: string;
}

function toUser(row: Row): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    // A role that this version does not know has no rights.
    role: isRole(row.role) ? row.role : 'Public',
    isActive: row.is_active,
    createdAt: row.created_at,
  };
}
