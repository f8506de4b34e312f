/** /aquilon/overview: what the pages of the web page ask for at a glance. Airflow has no such address. */
import { Type } from 'typebox';
import { Instant, ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { Activity, Attention, selectActivity, selectAttention } from './activity.ts';
import { DagSummary, LastRuns, selectLastRuns, selectSummary } from './dag-summary.ts';
import { Found, search } from './search.ts';

const tags = ['Overview'];
const readDags = { config: { access: { action: 'read', resource: 'dag' } } } as const;
const readRuns = { config: { access: { action: 'read', resource: 'dag_run' } } } as const;

export function overviewRoutes(app: App, { database }: RouteContext): void {
  app.get(
    '/aquilon/overview/dags',
    { ...readDags, schema: { operationId: 'get_dag_summary', tags, response: { 200: ref(DagSummary) } } },
    () => selectSummary(database),
  );

  app.get(
    '/aquilon/overview/last_runs',
    {
      ...readRuns,
      schema: {
        operationId: 'get_last_runs',
        tags,
        querystring: Type.Object({
          dag_ids: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 14 })),
        }),
        response: { 200: ref(LastRuns) },
      },
    },
    async ({ query }) => ({ dag_runs: await selectLastRuns(database, query.dag_ids, query.limit ?? 14) }),
  );

  app.get(
    '/aquilon/overview/activity',
    {
      ...readRuns,
      schema: {
        operationId: 'get_activity',
        tags,
        querystring: Type.Object({ from: Instant, until: Instant }),
        response: { 200: ref(Activity) },
      },
    },
    ({ query }) => selectActivity(database, query.from, query.until),
  );

  app.get(
    '/aquilon/overview/attention',
    { ...readRuns, schema: { operationId: 'get_attention', tags, response: { 200: ref(Attention) } } },
    () => selectAttention(database),
  );

  app.get(
    '/aquilon/overview/search',
    {
      ...readRuns,
      schema: {
        operationId: 'search',
        tags,
        querystring: Type.Object({ text: Type.String({ minLength: 1, maxLength: 250 }) }),
        response: { 200: ref(Found) },
      },
    },
    ({ query }) => search(database, query.text),
  );
}
