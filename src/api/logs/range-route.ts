/** .../taskInstances/{task_id}/logs/{try_number}/range: a part of a log by its place in the file, from the end as well. */
import { Type } from 'typebox';
import { component, Integer32, ref } from '#api/list/schemas.ts';
import { keyOf } from '#api/task-instances/find-instance.ts';
import { MapIndexQuery, TaskInstancePath } from '#api/task-instances/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { findLog } from './attempt-log.ts';
import { countLines, readRange } from './log-range.ts';

const LARGEST_RANGE = 1024 * 1024;

const LogRangeResponse = component('TaskInstanceLogRangeResponse', {
  /** Where the file lies. */
  path: Type.String(),
  /** True while more may come. */
  is_open: Type.Boolean(),
  /** Bytes of the file as it is now. */
  size: Type.Integer(),
  /** Offset of the first line of `text`. */
  start: Type.Integer(),
  /** Where the next range begins. */
  end: Type.Integer(),
  /** Lines of the file as they are. */
  text: Type.String(),
  /** With `count`: how many lines stand before `text`. */
  lines_before: Type.Optional(Type.Integer()),
});

export function logRangeRoute(app: App, context: RouteContext): void {
  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/logs/:try_number/range',
    {
      config: { access: { action: 'read', resource: 'task_log' } },
      schema: {
        operationId: 'get_log_range',
        tags: ['Task Instance'],
        params: Type.Object({ ...TaskInstancePath.properties, try_number: Integer32() }),
        querystring: Type.Object({
          ...MapIndexQuery,
          start: Type.Optional(
            Type.Integer({ default: 0, minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
          ),
          length: Type.Optional(Type.Integer({ default: LARGEST_RANGE / 4, minimum: 0, maximum: LARGEST_RANGE })),
          count: Type.Optional(Type.Boolean({ default: false })),
        }),
        response: { 200: ref(LogRangeResponse) },
      },
    },
    async ({ params, query: { map_index: mapIndex, start = 0, length = LARGEST_RANGE / 4, count } }) => {
      const { path, isOpen } = await findLog(context, keyOf(params, mapIndex), params.try_number);
      const range = await readRange(path, start, length, isOpen);
      return {
        path,
        is_open: isOpen,
        ...range,
        ...(count ? { lines_before: await countLines(path, range.start) } : {}),
      };
    },
  );
}
