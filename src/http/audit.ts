/**
 * What the audit log says of a request that changes something. Events are named as in Airflow: after the operation. A row is written in the
 * transaction of the change: what was refused, and what was lost, has none.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { inTransaction } from '#db/in-transaction.ts';
import { insertEventLog } from '#db/queries/event-log.ts';
import type { AuditEntry } from '#domain/audit.ts';
import { jsonText } from '#secrets/entries.ts';
import { MASKED, SecretMask } from '#support/secret-mask.ts';
import { principalOf } from './access.ts';

/** What was changed, where the request itself does not name it. */
export type AuditedThing = Partial<Pick<AuditEntry, 'dagId' | 'runId' | 'taskId' | 'mapIndex' | 'tryNumber'>>;

declare module 'fastify' {
  interface FastifyInstance {
    secretNames: SecretMask;
  }
}

export function useAudit(app: FastifyInstance, { core }: Config): void {
  app.decorate('secretNames', new SecretMask(core.sensitiveVarConnNames));
}

/** Runs `change` and writes down who asked for it: both or neither. */
export function audited<T>(
  request: FastifyRequest,
  { pool }: Database,
  change: (sql: pg.PoolClient) => Promise<T>,
  about?: AuditedThing,
): Promise<T> {
  return inTransaction(pool, async (sql) => {
    const result = await change(sql);
    await insertEventLog(sql, auditOf(request, about));
    return result;
  });
}

type Fields = Record<string, unknown>;

export function auditOf(request: FastifyRequest, about: AuditedThing = {}): AuditEntry {
  const event = operationOf(request);
  const body = isObject(request.body) ? request.body : {};
  const address = { ...(request.query as Fields), ...(request.params as Fields) };
  const named = { ...body, ...address };
  return {
    event,
    owner: principalOf(request).username,
    dagId: text(named.dag_id),
    runId: text(named.dag_run_id) ?? text(named.run_id),
    taskId: text(named.task_id),
    mapIndex: integer(named.map_index),
    tryNumber: integer(named.try_number),
    extra: jsonText({ ...masked(event, body, address, request.server.secretNames), method: request.method }),
    ...about,
  };
}

function operationOf(request: FastifyRequest): string {
  const { operationId } = (request.routeOptions.schema ?? {}) as { operationId?: string };
  if (operationId === undefined)
    throw new Error(`${request.routeOptions.url} changes something and has no operationId.`);
  return operationId;
}

/** They have columns of their own. */
const IN_COLUMNS: ReadonlySet<string> = new Set(['dag_id', 'task_id', 'dag_run_id', 'run_id', 'logical_date']);

/** Requests that give a value to keep: it may be secret, and as long as a request may be. */
const GIVES_A_VALUE = /variable|xcom|state_store/;

/**
 * As in Airflow: values of variables never; of connections no password and nothing of the extra but its names; of the rest no entry whose name tells of
 * a secret. Values of XComs and of stored states neither: Airflow keeps them.
 */
function masked(event: string, body: Fields, address: Fields, mask: SecretMask): Fields {
  const shown = mask.json(Object.fromEntries(Object.entries(address).filter(([name]) => !IN_COLUMNS.has(name))), true);
  if (!GIVES_A_VALUE.test(event) && !event.includes('connection')) return { ...shown, ...mask.json(body, true) };
  const maskOne = GIVES_A_VALUE.test(event) ? maskedValue : maskedConnection;
  if (Object.keys(body).length === 0) return shown;
  if (!Array.isArray(body.actions)) return mask.json(maskOne(body), true);
  const actions = body.actions.filter(isObject).map(({ entities, ...action }) => ({
    ...action,
    entities: Array.isArray(entities) ? entities.map((one) => (isObject(one) ? maskOne(one) : one)) : [],
  }));
  return mask.json({ actions }, true);
}

const maskedValue = (fields: Fields): Fields => ('value' in fields ? { ...fields, value: MASKED } : fields);

function maskedConnection(fields: Fields): Fields {
  if (typeof fields.extra !== 'string' || fields.extra === '') return fields;
  return { ...fields, extra: namesOf(fields.extra) };
}

/** Values of an extra may be secret under any name. */
function namesOf(extra: string): unknown {
  try {
    const value: unknown = JSON.parse(extra);
    return isObject(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, MASKED])) : MASKED;
  } catch {
    return MASKED;
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '~' ? value : null);

const integer = (value: unknown): number | null => (Number.isInteger(value) ? (value as number) : null);
