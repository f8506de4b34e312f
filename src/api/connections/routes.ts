/** /api/v2/connections: list, get, create, change, delete, several at once, try out. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { applyBulk } from '#api/list/apply-bulk.ts';
import { BulkAnswer } from '#api/list/bulk.ts';
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import type { Sql } from '#db/database.ts';
import type { ConnectionRow } from '#db/queries/secrets.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { type Connections, createConnections } from '#secrets/connections.ts';
import { createDefaultConnections } from './defaults.ts';
import { connectionList, findConnection, toConnection } from './find-connection.ts';
import {
  BulkConnections,
  Connection,
  ConnectionBody,
  ConnectionCollection,
  ConnectionListQuery,
  ConnectionPath,
  ConnectionTest,
  PatchQuery,
} from './schemas.ts';
import { requireTries, tryConnection } from './try-connection.ts';
import {
  bulkTarget,
  changeConnection,
  checkBody,
  checkSameId,
  createConnection,
  removeConnection,
} from './write-connection.ts';

const tags = ['Connection'];
const access = (action: 'read' | 'create' | 'update' | 'delete') =>
  ({ config: { access: { action, resource: 'connection' } } }) as const;

export function connectionRoutes(app: App, context: RouteContext): void {
  const { config, database, secrets } = context;
  const { keyring } = secrets;
  const changing = changer(context);
  const reading = { keyring, sensitiveWords: config.core.sensitiveVarConnNames };

  app.get(
    '/api/v2/connections',
    {
      ...access('read'),
      schema: {
        operationId: 'get_connections',
        tags,
        querystring: ConnectionListQuery,
        response: { 200: ref(ConnectionCollection) },
      },
    },
    async ({ query }) => {
      const list = connectionList(query, query.order_by);
      const { rows, total } = await selectPage<ConnectionRow>(database.query, list, pageOf(query, config));
      return { connections: rows.map((row) => toConnection(row, reading)), total_entries: total };
    },
  );

  app.get(
    '/api/v2/connections/:connection_id',
    {
      ...access('read'),
      schema: { operationId: 'get_connection', tags, params: ConnectionPath, response: { 200: ref(Connection) } },
    },
    (request) => findConnection(database.pool, request.params.connection_id, reading),
  );

  app.post(
    '/api/v2/connections',
    {
      ...access('create'),
      schema: { operationId: 'post_connection', tags, body: ConnectionBody, response: { 201: ref(Connection) } },
    },
    async (request, reply) => {
      // Read in the same transaction: somebody else may delete it at once.
      const made = await changing(request, async (connections, sql) => {
        await createConnection(connections, request.body);
        return findConnection(sql, request.body.connection_id, reading);
      });
      return reply.code(201).send(made);
    },
  );

  app.patch(
    '/api/v2/connections/:connection_id',
    {
      ...access('update'),
      schema: {
        operationId: 'patch_connection',
        tags,
        params: ConnectionPath,
        querystring: PatchQuery,
        body: ConnectionBody,
        response: { 200: ref(Connection) },
      },
    },
    async (request) => {
      const { connection_id: connId } = request.params;
      checkSameId(connId, request.body);
      return changing(request, async (connections, sql) => {
        await changeConnection(connections, request.body, request.query.update_mask);
        return findConnection(sql, connId, reading);
      });
    },
  );

  app.delete(
    '/api/v2/connections/:connection_id',
    {
      ...access('delete'),
      schema: { operationId: 'delete_connection', tags, params: ConnectionPath, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await changing(request, (connections) => removeConnection(connections, request.params.connection_id));
      return reply.code(204).send(null);
    },
  );

  app.patch(
    '/api/v2/connections',
    {
      ...access('update'),
      schema: { operationId: 'bulk_connections', tags, body: BulkConnections, response: { 200: ref(BulkAnswer) } },
    },
    (request) => changing(request, (connections, sql) => applyBulk(bulkTarget(sql, connections), request.body.actions)),
  );

  furtherRoutes(app, context);
}

/** Changes connections in one transaction with the row of the audit log. */
function changer({ database, secrets: { keyring } }: RouteContext) {
  return <T>(request: FastifyRequest, change: (connections: Connections, sql: Sql) => Promise<T>): Promise<T> =>
    audited(request, database, (sql) => change(createConnections(sql, keyring), sql));
}

function furtherRoutes(app: App, context: RouteContext): void {
  const { config, secrets } = context;
  const changing = changer(context);
  app.post(
    '/api/v2/connections/test',
    {
      ...access('create'),
      schema: { operationId: 'test_connection', tags, body: ConnectionBody, response: { 200: ref(ConnectionTest) } },
    },
    async (request) => {
      requireTries(config);
      checkBody(request.body);
      return tryConnection(secrets.connections, request.body);
    },
  );

  app.post(
    '/api/v2/connections/defaults',
    {
      ...access('create'),
      schema: { operationId: 'create_default_connections', tags, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await changing(request, createDefaultConnections);
      return reply.code(204).send(null);
    },
  );
}
