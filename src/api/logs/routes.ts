/** .../taskInstances/{task_id}/logs/{try_number}: as JSON in fragments, as one JSON stream, or line by line as NDJSON. */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { alsoAs, component, Instant, Integer32, orNull, ref } from '#api/list/schemas.ts';
import { type InstanceKey, keyOf } from '#api/task-instances/find-instance.ts';
import { MapIndexQuery, TaskInstancePath } from '#api/task-instances/schemas.ts';
import { chooseType } from '#http/accept.ts';
import { ApiError, badRequest } from '#http/api-error.ts';
import type { Keys } from '#http/auth/keys.ts';
import { sendRaw } from '#http/send-raw.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { type AttemptLog, findLog, readMessages, sourceMessages } from './attempt-log.ts';
import { followLog } from './follow-log.ts';
import type { LogMessage } from './log-lines.ts';

const Message = Type.Object(
  { timestamp: Type.Optional(Instant), event: Type.String() },
  { additionalProperties: true },
);
const Log = component('TaskInstancesLogResponse', {
  content: Type.Array(Message),
  continuation_token: orNull(Type.String()),
});

/** Bytes of the file that one JSON fragment tells; `full_content` tells all. */
const FRAGMENT = 1024 * 1024;

const ExternalLog = component('ExternalLogUrlResponse', { url: Type.String() });

const access = { action: 'read', resource: 'task_log' } as const;
const tags = ['Task Instance'];
const params = Type.Object({ ...TaskInstancePath.properties, try_number: Integer32() });
const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id';

export function logRoutes(app: App, context: RouteContext): void {
  const { keys } = context;
  app.get(
    `${base}/logs/:try_number`,
    {
      config: { access },
      schema: {
        operationId: 'get_log',
        tags,
        params,
        querystring: Type.Object({
          ...MapIndexQuery,
          full_content: Type.Optional(Type.Boolean({ default: false })),
          token: Type.Optional(Type.String({ maxLength: 1000 })),
        }),
        headers: Type.Object({ accept: Type.Optional(Type.String()) }),
        response: { 200: alsoAs('application/x-ndjson', ref(Log)) },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const key = keyOf(request.params, query.map_index);
      const tryNumber = request.params.try_number;
      const type = chooseType(request.headers.accept, ['application/json', 'application/x-ndjson']);
      if (!type) {
        const types = 'application/json or application/x-ndjson';
        throw new ApiError('NOT_ACCEPTABLE', `Only ${types} is supported`, { types });
      }
      const name = JSON.stringify([key.dagId, key.runId, key.taskId, key.mapIndex, tryNumber]);
      const offset = query.token === undefined ? 0 : readToken(query.token, name, keys);
      const log = await findLog(context, key, tryNumber);
      if (type === 'application/x-ndjson') {
        sendRaw(reply, type, Readable.from(ndjson(context, key, tryNumber, offset)));
        return reply;
      }
      const token = (end: number) => writeToken(end, name, keys);
      if (query.full_content) {
        sendRaw(reply, 'application/json', Readable.from(wholeJson(log, offset, token)));
        return reply;
      }
      return fragment(log, offset, token);
    },
  );

  app.get(
    `${base}/externalLogUrl/:try_number`,
    {
      config: { access },
      schema: {
        operationId: 'get_external_log_url',
        tags,
        params,
        querystring: Type.Object(MapIndexQuery),
        response: { 200: ref(ExternalLog) },
      },
    },
    async () => {
      throw badRequest('Task log handler does not support external logs.');
    },
  );
}

/** Up to `FRAGMENT` bytes. The token is null when the log has ended and all of it was told. */
async function fragment(log: AttemptLog, offset: number, token: (end: number) => string) {
  const content: LogMessage[] = offset === 0 ? sourceMessages(log) : [];
  let end = offset;
  for await (const told of readMessages(log, offset)) {
    content.push(told.message);
    end = told.end;
    if (end - offset >= FRAGMENT) return { content, continuation_token: token(end) };
  }
  return { content, continuation_token: log.isOpen ? token(end) : null };
}

async function* wholeJson(log: AttemptLog, offset: number, token: (end: number) => string): AsyncGenerator<string> {
  yield '{"content":[';
  let separator = '';
  let end = offset;
  for (const message of offset === 0 ? sourceMessages(log) : []) {
    yield separator + JSON.stringify(message);
    separator = ',';
  }
  for await (const told of readMessages(log, offset)) {
    yield separator + JSON.stringify(told.message);
    separator = ',';
    end = told.end;
  }
  yield `],"continuation_token":${JSON.stringify(log.isOpen ? token(end) : null)}}`;
}

async function* ndjson(
  context: RouteContext,
  key: InstanceKey,
  tryNumber: number,
  offset: number,
): AsyncGenerator<string> {
  for await (const message of followLog(context, key, tryNumber, offset)) {
    yield `${JSON.stringify({ timestamp: null, ...message })}\n`;
  }
}

function writeToken(offset: number, name: string, keys: Keys): string {
  return `${offset}.${keys.sign('log', `${offset} ${name}`)}`;
}

/** A token is good for the log that it was made for. */
function readToken(token: string, name: string, keys: Keys): number {
  const [offset = '', signature = ''] = token.split('.');
  if (!/^\d{1,15}$/.test(offset) || !keys.isSignature('log', `${offset} ${name}`, signature)) {
    throw badRequest('Invalid token: use the continuation_token of an earlier answer for the same log');
  }
  return Number(offset);
}
