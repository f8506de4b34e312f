/** What task instances ask people: which of it a list has, and in which order. */
import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import { equals, inStates, matches, oneOf, startsWith, within } from '#api/list/conditions.ts';
import { type OrderRules, orderOf, ordersBy } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import { detailedColumns, detailJoins, isCurrent } from './detail-row.ts';
import type { HitlListQuery } from './schemas.ts';

const text = (column: RawBuilder<unknown>, nullable = false) => ({ column, type: 'text', nullable }) as const;
const instant = (column: RawBuilder<unknown>, nullable = false) => ({ column, type: 'timestamptz', nullable }) as const;

const id = { column: sql`hitl.ti_id`, type: 'uuid' } as const;
/** Columns of other tables than that of the questions. */
const RUN = {
  dag_id: text(sql`dag_run.dag_id`),
  run_id: text(sql`dag_run.run_id`),
  run_after: instant(sql`dag_run.run_after`),
};
const INSTANCE = { task_instance_operator: text(sql`ti.operator`) };
const [OF_THE_RUN, OF_THE_INSTANCE] = [Object.values(RUN), Object.values(INSTANCE)];

const ORDER: OrderRules = {
  columns: {
    ...RUN,
    ...INSTANCE,
    ti_id: id,
    task_instance_state: text(sql`hitl.state`, true),
    subject: text(sql`hitl.subject`),
    responded_at: instant(sql`hitl.responded_at`, true),
    created_at: instant(sql`hitl.created_at`),
    responded_by_user_id: text(sql`hitl.responded_by_user_id`, true),
    responded_by_user_name: text(sql`hitl.responded_by_user_name`, true),
    task_display_name: text(sql`hitl.task_id`),
    rendered_map_index: { column: sql`hitl.map_index`, type: 'integer' },
  },
  fallback: ['ti_id'],
  key: [id],
};

/** `~` in the path: of all DAGs, of all runs. */
export function detailList(
  path: { dag_id: string; dag_run_id: string },
  query: Static<typeof HitlListQuery>,
): ListQuery {
  const isAnswered = query.response_received;
  const ofRuns = [
    path.dag_id === '~' ? undefined : equals(sql`dag_run.dag_id`, path.dag_id),
    path.dag_run_id === '~' ? undefined : equals(sql`dag_run.run_id`, path.dag_run_id),
    matches(sql`dag_run.dag_id`, query.dag_id_pattern),
    startsWith(sql`dag_run.dag_id`, query.dag_id_prefix_pattern),
  ];
  const order = orderOf(query.order_by, ORDER);
  // A question without its run or its instance there is not: they are joined where something is asked of them.
  const tables = (withRun: boolean, withInstance: boolean) => sql`hitl_detail hitl
    ${withRun ? sql`join dag_run on dag_run.id = hitl.dag_run_id` : sql``}
    ${withInstance ? sql`join task_instance ti on ti.id = hitl.ti_id` : sql``}`;
  const ofTheRun = ofRuns.some((condition) => condition !== undefined);
  return {
    columns: detailedColumns,
    from: sql`hitl_detail hitl ${detailJoins}`,
    countFrom: tables(ofTheRun, false),
    found: {
      row: 'hitl',
      from: tables(ofTheRun || ordersBy(order, OF_THE_RUN), ordersBy(order, OF_THE_INSTANCE)),
      joins: detailJoins,
    },
    where: [
      isCurrent,
      ...ofRuns,
      equals(sql`hitl.task_id`, query.task_id),
      matches(sql`hitl.task_id`, query.task_id_pattern),
      startsWith(sql`hitl.task_id`, query.task_id_prefix_pattern),
      equals(sql`hitl.map_index`, query.map_index),
      inStates(sql`hitl.state`, query.state),
      isAnswered === undefined ? undefined : sql`(hitl.responded_at is not null) = ${isAnswered}::boolean`,
      oneOf(sql`hitl.responded_by_user_id`, query.responded_by_user_id),
      oneOf(sql`hitl.responded_by_user_name`, query.responded_by_user_name),
      matches(sql`hitl.subject`, query.subject_search),
      matches(sql`hitl.body`, query.body_search),
      within(sql`hitl.created_at`, 'created_at', query),
    ],
    order,
  };
}
