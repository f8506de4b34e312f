/** Rows of the audit log that concern a DAG. */
import { call } from '../client.ts';
import { keys } from './keys.ts';
import { listQuery } from './paging.ts';

export const dagEventsQuery = (dagId: string) =>
  listQuery([...keys.dag(dagId), 'events'], async ({ limit, offset, signal }) => {
    const { event_logs, total_entries } = await call('GET /api/v2/eventLogs', {
      query: { dag_id: dagId, limit, offset, order_by: ['-event_log_id'] },
      signal,
    });
    return { rows: event_logs, total: total_entries };
  });
