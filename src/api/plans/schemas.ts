import { type Static, Type } from 'typebox';
import { component, Instant, OrderQuery, orNull, PageQuery, ref, Words } from '#api/list/schemas.ts';
import { CHANGE_KINDS } from '#config/change-rules.ts';

const Effect = component('PlanEffectResponse', {
  summary: Type.String(),
  /** The first thousand of them. */
  task_instances: Type.Array(
    Type.Object({
      dag_run_id: Type.String(),
      task_id: Type.String(),
      map_index: Type.Integer(),
      state: orNull(Type.String()),
      becomes: orNull(Type.String()),
    }),
  ),
  /** Of the runs that a backfill makes, the first thousand of them. */
  logical_dates: Type.Array(Instant),
  /** How many task instances or runs it concerns. */
  total_entries: Type.Integer(),
});
export type Effect = Static<typeof Effect>;

export const Plan = component('PlanResponse', {
  plan_id: Type.String(),
  kind: Type.Enum([...CHANGE_KINDS]),
  dag_id: Type.String(),
  change: Type.Record(Type.String(), Type.Unknown()),
  reason: orNull(Type.String()),
  effect: ref(Effect),
  state: Type.Enum(['proposed', 'accepted', 'rejected', 'applied', 'expired']),
  proposed_by: Type.String(),
  proposed_at: Instant,
  expires_at: Instant,
  decided_by: orNull(Type.String()),
  /** The rule of AQUILON__MCP__ACCEPT that accepted it. */
  rule: orNull(Type.String()),
  decided_at: orNull(Instant),
  applied_by: orNull(Type.String()),
  applied_at: orNull(Instant),
  made: orNull(Type.Object({ runId: orNull(Type.String()), backfillId: Type.Optional(Type.Integer()) })),
});
export type Plan = Static<typeof Plan>;

export const PlanCollection = component('PlanCollectionResponse', {
  plans: Type.Array(ref(Plan)),
  total_entries: Type.Integer(),
});

export const PlanListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  state: Words,
  dag_id: Type.Optional(Type.String()),
});

export const PlanPath = Type.Object({ plan_id: Type.String({ format: 'uuid' }) });
