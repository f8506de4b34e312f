/** Backfills of a DAG, and what became of their dates. */
import { call } from '../client.ts';
import type { BackfillProgress } from '../extra-operations.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { listQuery } from './paging.ts';

export type { BackfillDate, BackfillProgress } from '../extra-operations.ts';

type Backfill = Schemas['BackfillResponse'];

export interface BackfillRow extends Backfill {
  /** Undefined: it has no date. */
  readonly progress: BackfillProgress | undefined;
}

/** The newest first. */
export const backfillsQuery = (dagId: string) =>
  listQuery(keys.backfills(dagId), async ({ limit, offset, signal }) => {
    const { backfills, total_entries } = await call('GET /api/v2/backfills', {
      query: { dag_id: dagId, limit, offset, order_by: ['-id'] },
      signal,
    });
    const ids = backfills.map(({ id }) => id);
    const { backfills: counts } =
      ids.length === 0 ? { backfills: [] } : await call('GET /aquilon/backfills/progress', { query: { ids }, signal });
    const byId = new Map(counts.map((one) => [one.backfill_id, one]));
    const rows: BackfillRow[] = backfills.map((one) => ({ ...one, progress: byId.get(one.id) }));
    return { rows, total: total_entries };
  });

/** In the order in which the backfill works on them. */
export const backfillDatesQuery = (dagId: string, id: number) =>
  listQuery([...keys.backfills(dagId), id, 'dates'], async ({ limit, offset, signal }) => {
    const { dates, total_entries } = await call('GET /aquilon/backfills/{backfill_id}/dates', {
      path: { backfill_id: id },
      query: { limit, offset },
      signal,
    });
    return { rows: dates, total: total_entries };
  });
