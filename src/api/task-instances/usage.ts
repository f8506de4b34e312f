/** GET /api/v2/aquilon/.../usage, ours: what one try of a task instance used of the machine, over its time. */
import { Type } from 'typebox';
import { component, Instant, Integer32, orNull, ref } from '#api/list/schemas.ts';
import { selectUsage, type UsageRow } from '#db/queries/task-instance-usage.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { findTry, keyOf } from './find-instance.ts';
import type { TryRow } from './instance-row.ts';
import { MapIndexQuery, TaskInstancePath } from './schemas.ts';

const Point = component('TaskInstanceUsagePoint', {
  /** After `started_at`. */
  seconds: Type.Number(),
  /** Used until then. */
  cpu_seconds: Type.Number(),
  /** Largest resident memory since the point before, bytes. */
  memory: Type.Integer(),
});
const Usage = component('TaskInstanceUsage', {
  /** Null, like what follows it: nothing was measured. */
  started_at: orNull(Instant),
  /** How long it was measured. */
  seconds: orNull(Type.Number()),
  cpu_seconds: orNull(Type.Number()),
  /** CPU seconds a second: 1 is one processor, fully used. */
  mean_cpu: orNull(Type.Number()),
  /** bytes */
  peak_memory: orNull(Type.Integer()),
  /** At most 120, the earliest first. */
  points: Type.Array(ref(Point)),
});

export function usageRoute(app: App, { database }: RouteContext): void {
  app.get(
    '/api/v2/aquilon/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/tries/:task_try_number/usage',
    {
      config: { access: { action: 'read', resource: 'task_log' } },
      schema: {
        operationId: 'get_task_instance_usage',
        tags: ['Task Instance'],
        params: Type.Object({ ...TaskInstancePath.properties, task_try_number: Integer32() }),
        querystring: Type.Object(MapIndexQuery),
        response: { 200: ref(Usage) },
      },
    },
    async ({ params, query }) => {
      const key = keyOf(params, query.map_index);
      const tried = await findTry(database, key, params.task_try_number);
      const place = { ...key, dagRunId: tried.dag_run_id, tryNumber: tried.try_number };
      const row = await selectUsage(database.pool, place);
      return row !== undefined && isOf(row, tried) ? toUsage(row) : NOTHING;
    },
  );
}

/** An instance that was deleted and made anew begins with its first try again: what the old one used is not its own. */
const isOf = (row: UsageRow, { start_date: start }: TryRow): boolean =>
  start !== null && Date.parse(row.started_at) >= Date.parse(start);

const NOTHING = { started_at: null, seconds: null, cpu_seconds: null, mean_cpu: null, peak_memory: null, points: [] };

const toUsage = ({ started_at, seconds, cpu_seconds, peak_memory, points }: UsageRow) => ({
  ...{ started_at, seconds, cpu_seconds, peak_memory },
  mean_cpu: seconds > 0 ? cpu_seconds / seconds : null,
  points: points.map(([at, cpu, memory]) => ({ seconds: at, cpu_seconds: cpu, memory })),
});
