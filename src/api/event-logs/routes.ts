/** /api/v2/eventLogs: who changed what through the API and the command line. */
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import { notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { knownValues } from './known-values.ts';
import { type EventLogRow, eventLogList, selectEventLog } from './list-event-logs.ts';
import { EventLog, EventLogCollection, EventLogListQuery, EventLogPath } from './schemas.ts';

const tags = ['Event Log'];

export function eventLogRoutes(app: App, { config, database }: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'audit_log' } } } as const;

  app.get(
    '/api/v2/eventLogs',
    {
      ...read,
      schema: {
        operationId: 'get_event_logs',
        tags,
        querystring: EventLogListQuery,
        response: { 200: ref(EventLogCollection) },
      },
    },
    async ({ query }) => {
      const list = eventLogList(query, await knownValues(database, query));
      const { rows, total } = await selectPage<EventLogRow>(database.query, list, pageOf(query, config));
      return { event_logs: rows, total_entries: total };
    },
  );

  app.get(
    '/api/v2/eventLogs/:event_log_id',
    {
      ...read,
      schema: { operationId: 'get_event_log', tags, params: EventLogPath, response: { 200: ref(EventLog) } },
    },
    async ({ params: { event_log_id: id } }) => {
      const row = await selectEventLog(database, id);
      if (!row) throw notFound('NOT_FOUND', `The Event Log with id: \`${id}\` not found`);
      return row;
    },
  );
}
