/** /api/v2/backfills: list, get, create, dry run, pause, unpause, cancel; /aquilon/backfills, of our own: how far they have come. */

import { Type } from 'typebox';
import { createParamsCheck } from '#api/dag-runs/check-params.ts';
import { pageOf } from '#api/list/page.ts';
import { Integer32, PageQuery, ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import { answerOnce, IdempotencyHeaders } from '#api/requests/answer-once.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { notFound } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { dryRun } from './dry-run.ts';
import { type BackfillRow, backfillList, selectBackfill } from './find-backfill.ts';
import { DateCollection, ProgressCollection, selectDates, selectProgress } from './progress.ts';
import {
  Backfill,
  BackfillCollection,
  BackfillListQuery,
  BackfillPath,
  CreateBackfill,
  DryRunCollection,
} from './schemas.ts';
import { prepareBackfill } from './to-command.ts';

const tags = ['Backfill'];
const CHANGES = ['pause', 'unpause', 'cancel'] as const;

export function backfillRoutes(app: App, context: RouteContext): void {
  const { config, database, scheduler, clock } = context;
  const params = createParamsCheck();
  const read = { config: { access: { action: 'read', resource: 'backfill' } } } as const;
  const create = { config: { access: { action: 'create', resource: 'backfill' } } } as const;
  const update = { config: { access: { action: 'update', resource: 'backfill' } } } as const;

  const found = async (id: number): Promise<BackfillRow> => {
    const row = await selectBackfill(database, id);
    if (!row) throw new AquilonError('BACKFILL_NOT_FOUND', { id });
    return row;
  };

  app.get(
    '/api/v2/backfills',
    {
      ...read,
      schema: {
        operationId: 'list_backfills',
        tags,
        querystring: BackfillListQuery,
        response: { 200: ref(BackfillCollection) },
      },
    },
    async ({ query }) => {
      const list = backfillList(query.dag_id, query.order_by);
      const { rows, total } = await selectPage<BackfillRow>(database.query, list, pageOf(query, config));
      return { backfills: rows, total_entries: total };
    },
  );

  app.get(
    '/api/v2/backfills/:backfill_id',
    {
      ...read,
      schema: { operationId: 'get_backfill', tags, params: BackfillPath, response: { 200: ref(Backfill) } },
    },
    async (request) => {
      const row = await selectBackfill(database, request.params.backfill_id);
      if (!row) throw notFound('BACKFILL_NOT_FOUND', 'Backfill not found', { id: request.params.backfill_id });
      return row;
    },
  );

  app.post(
    '/api/v2/backfills',
    {
      ...create,
      schema: {
        operationId: 'create_backfill',
        tags,
        headers: IdempotencyHeaders,
        body: CreateBackfill,
        response: { 200: ref(Backfill) },
      },
    },
    async (request) =>
      answerOnce(context, request, {
        command: async () => (await prepareBackfill(database, params, request.body)).command,
        answer: ({ backfillId = 0 }) => found(backfillId),
      }),
  );

  app.post(
    '/api/v2/backfills/dry_run',
    {
      ...create,
      schema: {
        operationId: 'create_backfill_dry_run',
        tags,
        body: CreateBackfill,
        response: { 200: ref(DryRunCollection) },
      },
    },
    async (request) => {
      const { dag, command } = await prepareBackfill(database, params, request.body);
      return dryRun(database, dag, command, clock.now());
    },
  );

  app.get(
    '/aquilon/backfills/progress',
    {
      ...read,
      schema: {
        operationId: 'get_backfill_progress',
        tags,
        querystring: Type.Object({ ids: Type.Array(Integer32({ minimum: 0 }), { minItems: 1, maxItems: 50 }) }),
        response: { 200: ref(ProgressCollection) },
      },
    },
    ({ query }) => selectProgress(database, query.ids),
  );

  app.get(
    '/aquilon/backfills/:backfill_id/dates',
    {
      ...read,
      schema: {
        operationId: 'get_backfill_dates',
        tags,
        params: BackfillPath,
        querystring: Type.Object(PageQuery),
        response: { 200: ref(DateCollection) },
      },
    },
    async ({ params: { backfill_id: id }, query }) => {
      await found(id);
      return selectDates(database, id, pageOf(query, config));
    },
  );

  for (const change of CHANGES) {
    app.put(
      `/api/v2/backfills/:backfill_id/${change}`,
      {
        ...update,
        schema: { operationId: `${change}_backfill`, tags, params: BackfillPath, response: { 200: ref(Backfill) } },
      },
      async (request) => {
        const { backfill_id: backfillId } = request.params;
        const { dag_id: dagId } = await found(backfillId);
        const command = { kind: 'change_backfill', dagId, backfillId, change } as const;
        await scheduler.submit(command, actorOf(request));
        return found(backfillId);
      },
    );
  }
}
