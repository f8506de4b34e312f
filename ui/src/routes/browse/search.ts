/** What stands after the question mark of the pages under /browse. */
import { orderText, readOrder } from '#shared/list/order.ts';
import { type Given, oneOf, text } from '../search.ts';

export const RUN_STATES = ['queued', 'running', 'success', 'failed'] as const;
export const RUN_TYPES = [
  'manual',
  'scheduled',
  'backfill',
  'operator_triggered',
  'asset_triggered',
  'asset_materialization',
] as const;
const RUN_ORDERS = ['run_after', 'start_date', 'end_date', 'duration', 'dag_id', 'state', 'run_type'] as const;

export interface RunsSearch {
  dag?: string;
  run?: string;
  state?: (typeof RUN_STATES)[number];
  type?: (typeof RUN_TYPES)[number];
  /** As `order_by` of the server has it. */
  order?: string;
}
export function runsSearch(given: Given): RunsSearch {
  const order = readOrder(given.order, RUN_ORDERS);
  return {
    dag: text(given.dag),
    run: text(given.run),
    state: oneOf(given.state, RUN_STATES),
    type: oneOf(given.type, RUN_TYPES),
    order: order && orderText(order),
  };
}
