/**
 * The header `Idempotency-Key` of requests that make runs and backfills: the same request under the same key makes one thing, and gets the first
 * answer again, for 24 hours. Only what was carried out is remembered: a refused request has changed nothing, and may be sent again.
 */
import { createHash } from 'node:crypto';
import type { Json } from '@aquilon/sdk/serialized';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { keepAnswer, selectRequest } from '#db/queries/requests.ts';
import { canonical } from '#domain/meaning.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { principalOf } from '#http/access.ts';
import { actorOf, type RouteContext } from '#http/server-parts.ts';
import type { Command, CommandResult, RequestKey } from '#scheduler/commands.ts';

const HEADER = 'idempotency-key';

/** For the schemas of routes that use `answerOnce`. */
export const IdempotencyHeaders = Type.Object({
  [HEADER]: Type.Optional(Type.String({ minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' })),
});

interface Change<T> {
  command(): Promise<Command>;
  answer(made: CommandResult): Promise<T>;
}

/** Throws `REQUEST_KEY_REUSED` where the key names another request of this user. */
export async function answerOnce<T extends object>(
  { database, scheduler }: Pick<RouteContext, 'database' | 'scheduler'>,
  request: FastifyRequest,
  { command, answer }: Change<T>,
): Promise<T> {
  const actor = actorOf(request);
  const key = keyOf(request);
  if (!key) return answer(await scheduler.submit(await command(), actor));
  const { pool } = database;
  const known = await selectRequest(pool, key.scope, key.key);
  if (known && known.fingerprint !== key.fingerprint) throw new AquilonError('REQUEST_KEY_REUSED', { key: key.key });
  if (known?.answer) return JSON.parse(known.answer) as T;
  const made = known ? { ...known.made, changed: [] } : await scheduler.submit(await command(), actor, key);
  const own = await answer(made);
  const first = await keepAnswer(pool, key.scope, key.key, JSON.stringify(own));
  return first === undefined ? own : (JSON.parse(first) as T);
}

function keyOf(request: FastifyRequest): RequestKey | undefined {
  const key = request.headers[HEADER];
  if (typeof key !== 'string') return undefined;
  const asked = [request.method, request.url, canonical(request.body as Json)].join(' ');
  const fingerprint = createHash('sha256').update(asked).digest('hex');
  return { scope: `user ${principalOf(request).username}`, key, fingerprint };
}
