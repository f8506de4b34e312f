/**
 * Plans: a change is proposed with its exact effect, accepted by a person who may make it or by a rule of the configuration, and carried out once.
 * Nothing is carried out of a plan that was not accepted, that has expired, or whose state of things is another by now.
 */
import { createHash } from 'node:crypto';
import type { Json } from '@aquilon/sdk/serialized';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { ListQuery } from '#api/list/select-page.ts';
import { type ChangeKind, ruleFor } from '#config/change-rules.ts';
import type { Sql } from '#db/database.ts';
import { countOpenPlans, decidePlan, insertPlan, markPlanApplied } from '#db/queries/plans.ts';
import { selectRequest } from '#db/queries/requests.ts';
import { canonical } from '#domain/meaning.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { principalOf } from '#http/access.ts';
import { audited } from '#http/audit.ts';
import { authorize } from '#http/auth/authorize.ts';
import type { Principal } from '#http/auth/roles.ts';
import { actorOf, type RouteContext } from '#http/server-parts.ts';
import { uuidv7 } from '#support/uuid.ts';
import { backfill } from './backfill.ts';
import { clear } from './clear.ts';
import type { Kind, PlanParts, Prepared } from './kind.ts';
import { mark } from './mark.ts';
import type { Plan } from './schemas.ts';
import { pause, unpause } from './switch.ts';
import { trigger } from './trigger.ts';

/** What a change of a kind asks for; checked by the schema of that kind before it comes here. */
export type Change = { dag_id: string; reason?: string } & { [name: string]: Json | undefined };

export const KINDS = { trigger, clear, mark, pause, unpause, backfill } as unknown as Readonly<
  Record<ChangeKind, Kind<Change>>
>;

/** Plans of one user that wait to be decided or carried out. */
const MOST_OPEN = 100;

export const planColumns = sql`plan.id as plan_id, plan.kind, plan.dag_id, plan.change, plan.reason, plan.effect,
  case when plan.state in ('proposed', 'accepted') and plan.expires_at <= now() then 'expired' else plan.state end as state,
  plan.proposed_by, plan.proposed_at, plan.expires_at, plan.decided_by, plan.rule, plan.decided_at, plan.applied_by, plan.applied_at, plan.made`;
export const planTables: ListQuery['from'] = sql`plan`;

type Context = Pick<RouteContext, 'config' | 'database' | 'scheduler'>;

/** Throws `PLAN_NOT_FOUND`. */
export async function findPlan(
  { database }: Pick<Context, 'database'>,
  id: string,
): Promise<Plan & { fingerprint: string }> {
  const { rows } = await sql<Plan & { fingerprint: string }>`
    select ${planColumns}, plan.fingerprint from ${planTables} where plan.id = ${id}::uuid`.execute(database.query);
  if (!rows[0]) throw new AquilonError('PLAN_NOT_FOUND', { plan: id });
  return rows[0];
}

/** Returns its id. Throws what the change would be refused with, `PLAN_EMPTY`, `PLANS_TOO_MANY`. */
export async function propose(
  { config, database }: Context,
  parts: PlanParts,
  kind: ChangeKind,
  change: Change,
  request: FastifyRequest,
): Promise<string> {
  const principal = principalOf(request);
  const { effect, basis } = await KINDS[kind].prepare(parts, change);
  const { username } = principal;
  if ((await countOpenPlans(database.pool, username)) >= MOST_OPEN)
    throw new AquilonError('PLANS_TOO_MANY', { user: username, limit: MOST_OPEN });
  const { reason = null, ...asked } = change;
  const id = uuidv7();
  const plan = {
    id,
    kind,
    dagId: change.dag_id,
    change: asked as Json,
    reason,
    effect,
    fingerprint: fingerprintOf({ effect, basis }),
    proposedBy: username,
    lifetime: config.mcp.planLifetime,
    rule: mayMake(principal, kind) ? ruleFor(config.mcp.accept, kind, change.dag_id) : null,
  };
  await audited(request, database, (client) => insertPlan(client, plan));
  return id;
}

/** Throws `FORBIDDEN` for one who may not make the change, `PLAN_NOT_OPEN`, `PLAN_OUTDATED`. */
export async function decide(
  context: Context,
  parts: PlanParts,
  id: string,
  decision: 'accepted' | 'rejected',
  request: FastifyRequest,
): Promise<void> {
  const principal = principalOf(request);
  const plan = await findPlan(context, id);
  authorize(principal, KINDS[plan.kind].access);
  if (decision === 'accepted' && plan.state === 'proposed') await prepareAgain(parts, plan);
  const write = async (client: Sql) => {
    if (!(await decidePlan(client, id, decision, principal.username))) throw notOpen(plan, decision);
  };
  await audited(request, context.database, write, { dagId: plan.dag_id });
}

/**
 * Carries the plan out, unless that was done before. Throws as `decide` does, `PLAN_NOT_ACCEPTED`, and what the change is refused with. To be called for one plan at a time:
 * of two that rest on the same state only one is carried out.
 */
export async function apply(
  { database, scheduler }: Context,
  parts: PlanParts,
  id: string,
  request: FastifyRequest,
): Promise<void> {
  const principal = principalOf(request);
  const plan = await findPlan({ database }, id);
  authorize(principal, KINDS[plan.kind].access);
  if (plan.state === 'applied') return;
  // The server may have gone down between the commit and this row.
  const before = await selectRequest(database.pool, 'plan', id);
  if (!before && plan.state === 'proposed') throw new AquilonError('PLAN_NOT_ACCEPTED', { plan: id });
  if (!before && plan.state !== 'accepted') throw notOpen(plan, 'applied');
  const { runId, backfillId } =
    before?.made ??
    (await scheduler.submit((await prepareAgain(parts, plan)).command, actorOf(request, aboutOf(plan)), {
      scope: 'plan',
      key: id,
      fingerprint: plan.fingerprint,
    }));
  await markPlanApplied(database.pool, id, principal.username, {
    runId,
    ...(backfillId === undefined ? {} : { backfillId }),
  });
}

/** What the audit log names of it, beside its id. */
const aboutOf = ({ dag_id: dagId, change }: Plan) => ({
  dagId,
  ...(typeof change.dag_run_id === 'string' ? { runId: change.dag_run_id } : {}),
  ...(typeof change.task_id === 'string' ? { taskId: change.task_id } : {}),
});

/** The plan as it comes out now. Throws `PLAN_OUTDATED` where that is not what was proposed. */
async function prepareAgain(parts: PlanParts, plan: Plan & { fingerprint: string }): Promise<Prepared> {
  const prepared = await KINDS[plan.kind].prepare(parts, plan.change as Change).catch((error: unknown) => {
    if (error instanceof AquilonError) throw outdated(plan, error.message);
    throw error;
  });
  if (fingerprintOf(prepared) === plan.fingerprint) return prepared;
  throw outdated(plan, prepared.effect.summary);
}

const outdated = ({ plan_id: plan }: Plan, now: string): AquilonError =>
  new AquilonError('PLAN_OUTDATED', { plan, now });

const notOpen = ({ plan_id: plan, state }: Plan, wanted: string): AquilonError =>
  new AquilonError('PLAN_NOT_OPEN', { plan, state, wanted });

const fingerprintOf = ({ effect, basis }: Pick<Prepared, 'effect' | 'basis'>): string =>
  createHash('sha256').update(canonical({ effect, basis })).digest('hex');

function mayMake(principal: Principal, kind: ChangeKind): boolean {
  try {
    authorize(principal, KINDS[kind].access);
    return true;
  } catch {
    return false;
  }
}
