/** /aquilon/users and /aquilon/roles, ours: who may sign in, for administrators alone. Airflow leaves users to its auth managers. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { matches } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { audited } from '#http/audit.ts';
import { permissionsOf } from '#http/auth/authorize.ts';
import { ROLES } from '#http/auth/roles.ts';
import { createUser, deleteUser, setPassword, setPerson, setRole } from '#http/auth/users.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { NewUser, RoleCollection, User, UserCollection, UserListQuery, UserPatch, UserPath } from './schemas.ts';

type UserAnswer = Static<typeof User>;

const columns = sql`app_user.username, app_user.first_name, app_user.last_name, app_user.email, app_user.role, app_user.is_active,
  app_user.created_at`;

const text = (name: string) => ({ column: sql.ref(`app_user.${name}`), type: 'text' }) as const;
const username = text('username');
const ORDER: OrderRules = {
  columns: {
    username,
    first_name: text('first_name'),
    last_name: text('last_name'),
    email: text('email'),
    role: text('role'),
    created_at: { column: sql`app_user.created_at`, type: 'timestamptz' },
  },
  fallback: ['username'],
  key: [username],
};

const tags = ['User'];

export function userRoutes(app: App, { config, database }: RouteContext): void {
  const access = (action: 'read' | 'create' | 'update' | 'delete') =>
    ({ config: { access: { action, resource: 'user' } } }) as const;

  app.get(
    '/aquilon/users',
    {
      ...access('read'),
      schema: { operationId: 'get_users', tags, querystring: UserListQuery, response: { 200: ref(UserCollection) } },
    },
    async ({ query }) => {
      const where = [matches(username.column, query.username_pattern)];
      const list = { columns, from: sql`app_user`, where, order: orderOf(query.order_by, ORDER) };
      const { rows, total } = await selectPage<UserAnswer>(database.query, list, pageOf(query, config));
      return { users: rows, total_entries: total };
    },
  );

  app.post(
    '/aquilon/users',
    {
      ...access('create'),
      schema: { operationId: 'post_user', tags, body: NewUser, response: { 201: ref(User) } },
    },
    async (request, reply) => {
      const { first_name: firstName = '', last_name: lastName = '', email = '', ...rest } = request.body;
      await audited(request, database, (pool) => createUser({ pool }, { ...rest, email, firstName, lastName }));
      return reply.code(201).send(await findUser(database, rest.username));
    },
  );

  app.patch(
    '/aquilon/users/:username',
    {
      ...access('update'),
      schema: { operationId: 'patch_user', tags, params: UserPath, body: UserPatch, response: { 200: ref(User) } },
    },
    async (request) => {
      const { username: name } = request.params;
      const { role, password, email, first_name: firstName, last_name: lastName } = request.body;
      await audited(request, database, async (pool) => {
        if (role !== undefined) await setRole({ pool }, name, role);
        if (password !== undefined) await setPassword({ pool }, name, password);
        await setPerson({ pool }, { username: name, email, firstName, lastName });
      });
      return findUser(database, name);
    },
  );

  app.delete(
    '/aquilon/users/:username',
    {
      ...access('delete'),
      schema: { operationId: 'delete_user', tags, params: UserPath, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await audited(request, database, (pool) => deleteUser({ pool }, request.params.username));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/aquilon/roles',
    { ...access('read'), schema: { operationId: 'get_roles', tags, response: { 200: ref(RoleCollection) } } },
    async () => ({
      roles: ROLES.map((name) => ({
        name,
        permissions: permissionsOf(name).map(({ resource, action }) => ({ resource, actions: action })),
      })),
    }),
  );
}

/** Throws `USER_NOT_FOUND`. */
async function findUser(database: Database, wanted: string): Promise<UserAnswer> {
  const { rows } = await sql<UserAnswer>`select ${columns} from app_user where app_user.username = ${wanted}`.execute(
    database.query,
  );
  const [row] = rows;
  if (!row) throw new AquilonError('USER_NOT_FOUND', { user: wanted });
  return row;
}
