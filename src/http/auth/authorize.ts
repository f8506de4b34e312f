/** The one place that says who may do what. Every route names its rule. */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Principal, Role } from './roles.ts';

export type Action = 'read' | 'create' | 'update' | 'delete';

const RESOURCES = [
  'asset',
  'audit_log',
  'backfill',
  'config',
  'connection',
  'dag',
  'dag_code',
  'dag_run',
  'dag_version',
  'event',
  'import_error',
  'job',
  'notice',
  'plan',
  'plugin',
  'pool',
  'provider',
  'task',
  'task_instance',
  'task_log',
  'user',
  'variable',
  'xcom',
] as const;
export type Resource = (typeof RESOURCES)[number];

/**
 * `public`: nobody is asked; only the routes of `access.ts` may say so. `signed_in`: any user, about themselves or about nothing secret.
 * Otherwise the action on a kind of resource.
 */
export type Access = 'public' | 'signed_in' | { action: Action; resource: Resource };

/** Viewers read; those who run things act; the public role, signed in or not, has nothing. */
const ACTIONS: Readonly<Record<Role, ReadonlySet<Action>>> = {
  Admin: new Set(['read', 'create', 'update', 'delete']),
  Op: new Set(['read', 'create', 'update', 'delete']),
  User: new Set(['read', 'create', 'update', 'delete']),
  Viewer: new Set(['read']),
  Public: new Set(),
};

/** The configuration, and how to reach other systems, is for those who run the installation, as in Airflow: others do not even see it. */
const OPERATED: ReadonlySet<Resource> = new Set(['config', 'connection', 'variable']);
const OPERATORS: ReadonlySet<Role> = new Set(['Admin', 'Op']);

/** Who makes users may become anybody. */
const ADMINISTERED: ReadonlySet<Resource> = new Set(['user']);

/** Throws `UNAUTHENTICATED` or `FORBIDDEN`. */
export function authorize(principal: Principal | null, access: Access): void {
  if (access === 'public') return;
  if (!principal) throw new AquilonError('UNAUTHENTICATED');
  if (access === 'signed_in') return;
  if (!mayDo(principal.role, access.action, access.resource)) throw new AquilonError('FORBIDDEN');
}

const mayDo = (role: Role, action: Action, resource: Resource): boolean =>
  ACTIONS[role].has(action) &&
  (OPERATORS.has(role) || !OPERATED.has(resource)) &&
  (role === 'Admin' || !ADMINISTERED.has(resource));

/** What the role may do with each kind of resource; resources that it may do nothing with are missing. */
export function permissionsOf(role: Role): { name: Role; resource: Resource; action: Action[] }[] {
  return RESOURCES.map((resource) => ({
    name: role,
    resource,
    action: [...ACTIONS[role]].filter((action) => mayDo(role, action, resource)),
  })).filter(({ action }) => action.length > 0);
}
