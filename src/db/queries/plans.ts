/** Plans: each statement says from which state it goes; what does not come back lost the race. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';

export interface NewPlan {
  id: string;
  kind: string;
  dagId: string;
  change: Json;
  reason: string | null;
  effect: Json;
  fingerprint: string;
  proposedBy: string;
  /** Seconds. */
  lifetime: number;
  /** The rule of the configuration that accepts it at once. */
  rule: string | null;
}

export async function insertPlan(sql: Sql, plan: NewPlan): Promise<void> {
  await sql.query(
    `insert into plan (id, kind, dag_id, change, reason, effect, fingerprint, proposed_by, expires_at, rule, state, decided_at)
     values ($1::uuid, $2::text, $3::text, $4::jsonb, $5::text, $6::jsonb, $7::text, $8::text, now() + $9::int * interval '1 s', $10::text,
       case when $10::text is null then 'proposed' else 'accepted' end, case when $10::text is not null then now() end)`,
    [
      plan.id,
      plan.kind,
      plan.dagId,
      JSON.stringify(plan.change),
      plan.reason,
      JSON.stringify(plan.effect),
      plan.fingerprint,
      plan.proposedBy,
      plan.lifetime,
      plan.rule,
    ],
  );
}

export async function countOpenPlans(sql: Sql, proposedBy: string): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*) from plan
     where plan.proposed_by = $1::text and plan.state in ('proposed', 'accepted') and plan.expires_at > now()`,
    [proposedBy],
  );
  return rows[0]?.count ?? 0;
}

/** False: it is not open for that any more. An accepted plan may still be rejected. */
export async function decidePlan(
  sql: Sql,
  id: string,
  decision: 'accepted' | 'rejected',
  by: string,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update plan set state = $2::text, decided_by = $3::text, rule = null, decided_at = now()
     where plan.id = $1::uuid and plan.expires_at > now()
       and (plan.state = 'proposed' or (plan.state = 'accepted' and $2::text = 'rejected'))`,
    [id, decision, by],
  );
  return rowCount === 1;
}

/** What was carried out stays so, whatever was decided meanwhile. */
export async function markPlanApplied(sql: Sql, id: string, by: string, made: Json): Promise<void> {
  await sql.query(
    `update plan set state = 'applied', applied_by = $2::text, applied_at = now(), made = $3::jsonb
     where plan.id = $1::uuid and plan.state <> 'applied'`,
    [id, by, JSON.stringify(made)],
  );
}
