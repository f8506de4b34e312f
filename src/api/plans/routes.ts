/** /aquilon/plans: propose changes, decide on them, carry them out. Airflow has no such addresses. */
import { sql } from 'kysely';
import { createParamsCheck } from '#api/dag-runs/check-params.ts';
import { equals, oneOf } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import { CHANGE_KINDS } from '#config/change-rules.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { apply, type Change, decide, findPlan, KINDS, planColumns, planTables, propose } from './plans.ts';
import { Plan, PlanCollection, PlanListQuery, PlanPath } from './schemas.ts';

const tags = ['Plan'];
const id = { column: sql`plan.id::text`, type: 'text' } as const;
const at = { column: sql`plan.proposed_at`, type: 'timestamptz' } as const;
const ORDER: OrderRules = { columns: { id, proposed_at: at }, fallback: ['-proposed_at'], key: [id] };

export function planRoutes(app: App, context: RouteContext): void {
  const { config, database, clock } = context;
  const params = createParamsCheck();
  const inTurn = oneAtATime();
  const parts = () => ({ database, params, now: clock.now() });
  const read = { config: { access: { action: 'read', resource: 'plan' } } } as const;
  // Each kind of change asks for its own right as well.
  const update = { config: { access: { action: 'update', resource: 'plan' } } } as const;
  const show = async (planId: string): Promise<Plan> => {
    const { fingerprint: _, ...plan } = await findPlan(context, planId);
    return plan;
  };

  // To propose is to ask: whoever may see what would happen may do so.
  for (const kind of CHANGE_KINDS) {
    app.post(
      `/aquilon/plans/${kind}`,
      {
        ...read,
        schema: { operationId: `propose_${kind}`, tags, body: KINDS[kind].body, response: { 200: ref(Plan) } },
      },
      async (request) => show(await propose(context, parts(), kind, request.body as Change, request)),
    );
  }

  app.get(
    '/aquilon/plans',
    {
      ...read,
      schema: { operationId: 'get_plans', tags, querystring: PlanListQuery, response: { 200: ref(PlanCollection) } },
    },
    async ({ query }) => {
      const from = sql`(select ${planColumns}, plan.id from ${planTables}) plan`;
      const where = [oneOf(sql`plan.state`, query.state), equals(sql`plan.dag_id`, query.dag_id)];
      const columns = sql`plan.plan_id, plan.kind, plan.dag_id, plan.change, plan.reason, plan.effect, plan.state, plan.proposed_by,
        plan.proposed_at, plan.expires_at, plan.decided_by, plan.rule, plan.decided_at, plan.applied_by, plan.applied_at, plan.made`;
      const list = { columns, from, where, order: orderOf(query.order_by, ORDER) };
      const { rows, total } = await selectPage<Plan>(database.query, list, pageOf(query, config));
      return { plans: rows, total_entries: total };
    },
  );

  app.get(
    '/aquilon/plans/:plan_id',
    { ...read, schema: { operationId: 'get_plan', tags, params: PlanPath, response: { 200: ref(Plan) } } },
    async (request) => show(request.params.plan_id),
  );

  for (const [word, decision] of [
    ['accept', 'accepted'],
    ['reject', 'rejected'],
  ] as const) {
    app.post(
      `/aquilon/plans/:plan_id/${word}`,
      { ...update, schema: { operationId: `${word}_plan`, tags, params: PlanPath, response: { 200: ref(Plan) } } },
      async (request) => {
        const { plan_id: planId } = request.params;
        await decide(context, parts(), planId, decision, request);
        return show(planId);
      },
    );
  }

  app.post(
    '/aquilon/plans/:plan_id/apply',
    { ...update, schema: { operationId: 'apply_plan', tags, params: PlanPath, response: { 200: ref(Plan) } } },
    async (request) => {
      const { plan_id: planId } = request.params;
      await inTurn(() => apply(context, parts(), planId, request));
      return show(planId);
    },
  );
}

function oneAtATime(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
