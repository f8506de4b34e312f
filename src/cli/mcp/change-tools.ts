/** Tools that change something: a wish is written down as a plan, and carried out once another has accepted it. */
import { Type } from 'typebox';
import { path } from '#cli/client.ts';
import { CHANGE_KINDS } from '#config/change-rules.ts';
import { DagId, Limit, MapIndex, queryOf, type Tool, tool } from './tool.ts';

const PlanId = Type.String({ format: 'uuid', description: 'plan_id of propose_change' });
const forKinds = (kinds: string, description: string) => ({ description: `${kinds}: ${description}` });
const Flag = (kinds: string, description: string) => Type.Optional(Type.Boolean(forKinds(kinds, description)));

const Change = {
  kind: Type.Enum([...CHANGE_KINDS]),
  dag_id: DagId,
  reason: Type.String({ minLength: 1, maxLength: 1000, description: 'why; the person who decides reads it' }),
  dag_run_id: Type.Optional(Type.String(forKinds('clear, mark', 'which run; trigger: the id of the new run'))),
  conf: Type.Optional(Type.Record(Type.String(), Type.Unknown(), forKinds('trigger', 'conf of the run'))),
  logical_date: Type.Optional(Type.String(forKinds('trigger', 'ISO 8601 with offset; default: none'))),
  task_ids: Type.Optional(Type.Array(Type.String(), forKinds('clear', 'default: all tasks'))),
  only_failed: Flag('clear', 'only what failed'),
  run_on_latest_version: Flag('clear', 'on the newest version of the DAG'),
  task_id: Type.Optional(Type.String(forKinds('mark', 'default: the run as a whole'))),
  map_index: MapIndex,
  new_state: Type.Optional(Type.Enum(['success', 'failed', 'skipped'], forKinds('mark', 'the state'))),
  include_upstream: Flag('clear, mark', 'what is before the tasks, too'),
  include_downstream: Flag('clear, mark', 'what is after the tasks, too'),
  from_date: Type.Optional(Type.String(forKinds('backfill', 'ISO 8601 with offset'))),
  to_date: Type.Optional(Type.String(forKinds('backfill', 'ISO 8601 with offset'))),
  dag_run_conf: Type.Optional(Type.Record(Type.String(), Type.Unknown(), forKinds('backfill', 'conf of the runs'))),
  reprocess_behavior: Type.Optional(
    Type.Enum(['none', 'failed', 'completed'], forKinds('backfill', 'which runs that are there run again')),
  ),
  max_active_runs: Type.Optional(Type.Integer({ minimum: 1, ...forKinds('backfill', 'runs at once') })),
};

export const CHANGE_TOOLS: readonly Tool[] = [
  tool({
    name: 'propose_change',
    description:
      'Ask for a change. Nothing is changed: the answer is a plan with its exact effect, which a person has to accept (aquilon plans accept PLAN_ID) unless its state is accepted already.',
    kind: 'proposes',
    input: Change,
    run: ({ client }, { kind, ...change }) => client.ask('POST', path`/aquilon/plans/${kind}`, change),
  }),
  tool({
    name: 'list_plans',
    description: 'List plans, the newest first.',
    kind: 'looks',
    input: {
      state: Type.Optional(Type.Enum(['proposed', 'accepted', 'rejected', 'applied', 'expired'])),
      limit: Limit,
    },
    run: ({ client }, { state, limit = 25 }) => client.ask('GET', `/aquilon/plans?${queryOf({ state, limit })}`),
  }),
  tool({
    name: 'get_plan',
    description: 'One plan: whether it was accepted, and what it would change or has changed.',
    kind: 'looks',
    input: { plan_id: PlanId },
    run: ({ client }, { plan_id: planId }) => client.ask('GET', path`/aquilon/plans/${planId}`),
  }),
  tool({
    name: 'apply_change',
    description:
      'Carry out an accepted plan. It is refused where the plan was not accepted, has expired, or is not what would happen any more.',
    kind: 'changes',
    input: { plan_id: PlanId },
    run: ({ client }, { plan_id: planId }) => client.ask('POST', path`/aquilon/plans/${planId}/apply`),
  }),
];
