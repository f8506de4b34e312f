/**
 * /api/v2/connections/enqueue-test: a try of a connection that is not waited for. Its token is for whoever asked, and is stored as a hash; what is
 * tried never leaves this process.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';
import { endConnectionTest, insertConnectionTest, selectConnectionTest } from '#db/queries/connection-tests.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import { ApiError, notFound } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { createConnections } from '#secrets/connections.ts';
import { ConnectionBody } from './schemas.ts';
import { requireTries, tryConnection } from './try-connection.ts';
import { changeConnection, checkBody, createConnection } from './write-connection.ts';

const TestBody = Type.Object(
  {
    ...ConnectionBody.properties,
    commit_on_success: Type.Optional(Type.Boolean({ default: false })),
    executor: Type.Optional(orNull(Type.String())),
    queue: Type.Optional(orNull(Type.String())),
  },
  { additionalProperties: false },
);
type Body = Static<typeof TestBody>;

const Queued = component('ConnectionTestQueuedResponse', {
  token: Type.String(),
  connection_id: Type.String(),
  state: Type.String(),
});
const Result = component('AsyncConnectionTestResponse', {
  token: Type.String(),
  connection_id: Type.String(),
  /** `running`, `success` or `failed`. */
  state: Type.String(),
  result_message: orNull(Type.String()),
  created_at: Instant,
});

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function enqueueTestRoutes(app: App, context: RouteContext): void {
  const { config, database } = context;
  const underWay = new Set<Promise<void>>();
  // Each is bounded, and writes down how it ended.
  app.addHook('onClose', async () => void (await Promise.all(underWay)));
  const tags = ['Connection'];
  const url = '/api/v2/connections/enqueue-test';

  app.post(
    url,
    {
      config: { access: { action: 'create', resource: 'connection' } },
      schema: { operationId: 'enqueue_connection_test', tags, body: TestBody, response: { 202: ref(Queued) } },
    },
    async (request, reply) => {
      const { body } = request;
      const { connection_id: connectionId } = body;
      requireTries(config);
      checkBody(body);
      checkExecutor(body);
      const token = randomBytes(32).toString('base64url');
      if (!(await insertConnectionTest(database.pool, hashOf(token), connectionId))) throw alreadyTried(connectionId);
      const attempt = runTest(context, request, body, hashOf(token));
      underWay.add(attempt);
      void attempt.finally(() => underWay.delete(attempt));
      return reply.code(202).send({ token, connection_id: connectionId, state: 'running' });
    },
  );

  app.get(
    url,
    {
      config: { access: { action: 'read', resource: 'connection' } },
      schema: {
        operationId: 'get_connection_test',
        tags,
        headers: Type.Object({ 'airflow-connection-test-token': Type.String() }),
        response: { 200: ref(Result) },
      },
    },
    async (request) => {
      const token = request.headers['airflow-connection-test-token'];
      const row = await selectConnectionTest(database.pool, hashOf(token));
      if (!row) throw notFound('NOT_FOUND', 'No connection test was found for the given token');
      return { token, ...row };
    },
  );
}

function alreadyTried(connectionId: string): ApiError {
  const words = `An active connection test already exists for connection_id \`${connectionId}\`.`;
  const thing = `Connection ${connectionId}`;
  return new ApiError('STATE_CONFLICT', words, { thing, found: 'being tried', wanted: 'tried' });
}

/** There is one executor, and it has no name that could be asked for. */
function checkExecutor({ executor }: Body): void {
  if (executor == null) return;
  const words = `Executor '${executor}' is not configured: leave it out`;
  throw new ApiError('REQUEST_INVALID', words, { reason: words });
}

/** Never rejects: how it ended is written down. */
async function runTest(context: RouteContext, request: FastifyRequest, body: Body, tokenHash: string): Promise<void> {
  const { database, logger, secrets } = context;
  const end = (state: string, message: string) => endConnectionTest(database.pool, tokenHash, state, message);
  try {
    const { status, message } = await tryConnection(secrets.connections, body);
    if (status && body.commit_on_success) await keep(context, request, body);
    await end(status ? 'success' : 'failed', message);
  } catch (error) {
    logger.warning('A connection was tried, and what came of it was lost', { error: messageOf(error) });
    await end('failed', 'it was tried, and could not be stored').catch(() => undefined);
  }
}

/** Changes the connection, or makes it. */
function keep({ database, secrets: { keyring } }: RouteContext, request: FastifyRequest, body: Body): Promise<void> {
  return audited(request, database, async (sql) => {
    const connections = createConnections(sql, keyring);
    if (await connections.find(body.connection_id)) await changeConnection(connections, body);
    else await createConnection(connections, body);
  });
}
