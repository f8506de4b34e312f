/** /api/v2/pools: list, get, create, change, delete, several at once. What waits for slots that are there now starts at once. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { BulkAnswer } from '#api/list/bulk.ts';
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import type { Sql } from '#db/database.ts';
import { audited } from '#http/audit.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { changePools } from './bulk.ts';
import { findPool, type PoolRow, poolList, toPool } from './find-pool.ts';
import {
  BulkPools,
  PatchPool,
  PatchQuery,
  Pool,
  PoolBody,
  PoolCollection,
  PoolListQuery,
  PoolPath,
} from './schemas.ts';
import { deletePool, insertPool, patchedFields, updatePool } from './write-pool.ts';

const tags = ['Pool'];

export function poolRoutes(app: App, { config, database, scheduler }: RouteContext): void {
  const access = (action: 'read' | 'create' | 'update' | 'delete') =>
    ({ config: { access: { action, resource: 'pool' } } }) as const;
  const tell = async (request: FastifyRequest) => {
    await scheduler.submit({ kind: 'pools_changed' }, actorOf(request));
  };
  /** The answer is what the request has made of the pool, whatever others make of it a moment later. */
  const writePool = async (request: FastifyRequest, name: string, write: (sql: Sql) => Promise<void>) => {
    const written = await audited(request, database, async (sql) => {
      await write(sql);
      return findPool(database, name, sql);
    });
    await tell(request);
    return written;
  };

  app.get(
    '/api/v2/pools',
    {
      ...access('read'),
      schema: { operationId: 'get_pools', tags, querystring: PoolListQuery, response: { 200: ref(PoolCollection) } },
    },
    async ({ query }) => {
      const list = poolList(query, query.order_by);
      const { rows, total } = await selectPage<PoolRow>(database.query, list, pageOf(query, config));
      return { pools: rows.map(toPool), total_entries: total };
    },
  );

  app.get(
    '/api/v2/pools/:pool_name',
    {
      ...access('read'),
      schema: { operationId: 'get_pool', tags, params: PoolPath, response: { 200: ref(Pool) } },
    },
    (request) => findPool(database, request.params.pool_name),
  );

  app.post(
    '/api/v2/pools',
    {
      ...access('create'),
      schema: { operationId: 'post_pool', tags, body: PoolBody, response: { 201: ref(Pool) } },
    },
    async (request, reply) => {
      const { body } = request;
      const made = await writePool(request, body.name, (sql) => insertPool(sql, body));
      return reply.code(201).send(made);
    },
  );

  app.patch(
    '/api/v2/pools/:pool_name',
    {
      ...access('update'),
      schema: {
        operationId: 'patch_pool',
        tags,
        params: PoolPath,
        querystring: PatchQuery,
        body: PatchPool,
        response: { 200: ref(Pool) },
      },
    },
    async (request) => {
      const { pool_name: name } = request.params;
      const fields = patchedFields(name, request.body, request.query.update_mask);
      return writePool(request, name, (sql) => updatePool(sql, name, fields));
    },
  );

  app.delete(
    '/api/v2/pools/:pool_name',
    {
      ...access('delete'),
      schema: { operationId: 'delete_pool', tags, params: PoolPath, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await audited(request, database, (sql) => deletePool(sql, request.params.pool_name));
      await tell(request);
      return reply.code(204).send(null);
    },
  );

  app.patch(
    '/api/v2/pools',
    {
      ...access('update'),
      schema: { operationId: 'bulk_pools', tags, body: BulkPools, response: { 200: ref(BulkAnswer) } },
    },
    async (request) => {
      const answer = await audited(request, database, (sql) => changePools(sql, request.body.actions));
      await tell(request);
      return answer;
    },
  );
}
