/** Every error becomes JSON here: `{"detail": ...}` as in Airflow. A stack never leaves the server; the log has it, under an id. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';
import { uuidv7 } from '#support/uuid.ts';
import { ApiError, badRequest } from './api-error.ts';

/** What Airflow says where our message has other words. */
const AIRFLOW_WORDS: Partial<Record<string, (error: AquilonError) => unknown>> = {
  UNAUTHENTICATED: () => 'Not authenticated',
  FORBIDDEN: () => 'Forbidden',
  ROUTE_NOT_FOUND: () => 'Not Found',
  METHOD_NOT_ALLOWED: () => 'Method Not Allowed',
  DAG_NOT_FOUND: (error) => `The Dag with ID: \`${error.values.dag}\` was not found`,
  RUN_NOT_FOUND: (error) =>
    `The DagRun with dag_id: \`${error.values.dag}\` and run_id: \`${error.values.run}\` was not found`,
  PARAMS_INVALID: (error) => error.values.reason,
  RUN_EXISTS: taken,
  POOL_EXISTS: taken,
  CONNECTION_EXISTS: taken,
  HITL_ANSWERED: (error) =>
    `Human-in-the-loop detail has already been updated for Task Instance with id ${error.values.id} and is not allowed to write again.`,
  HITL_NOT_ASSIGNED: (error) => `User=${error.values.user} (id=${error.values.id}) is not a respondent for the task.`,
  HITL_NOT_FOUND: (error) => `Human-in-the-loop detail does not exist for Task Instance with id ${error.values.id}`,
  XCOM_EXISTS: ({ values }) => `The XCom with key: \`${values.key}\` with mentioned task instance already exists.`,
  XCOM_NOT_FOUND: ({ values }) => `The XCom with key: \`${values.key}\` with mentioned task instance doesn't exist.`,
  VARIABLE_EXISTS: (error) => `The Variable with key: \`${error.values.key}\` already exists`,
};

function taken({ message }: AquilonError): object {
  return { reason: 'Unique constraint violation', statement: 'hidden', orig_error: 'hidden', message };
}

export function useErrorResponses(app: FastifyInstance, logger: Logger, bodyLimit: number): void {
  app.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = asAquilonError(thrown, bodyLimit) ?? internal(thrown, request, logger);
    return sendError(reply, error);
  });
}

/** A header holds no more of a remedy, in characters as they are sent: it may name what a request said. */
const LONGEST_REMEDY = 4000;

/** `x-error-remedy`: URI-encoded, as headers are ASCII. Absent where a remedy asks for values that the error does not have. */
function remedyHeader({ remedy }: AquilonError): { 'x-error-remedy'?: string } {
  const encoded = encodeURIComponent(remedy.toWellFormed());
  return /\{\w+\}/.test(remedy) || encoded.length > LONGEST_REMEDY ? {} : { 'x-error-remedy': encoded };
}

export function sendError(reply: FastifyReply, error: AquilonError): FastifyReply {
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  if (error.status === 503) reply.header('retry-after', '1');
  if (error.code === 'TOO_MANY_ATTEMPTS') reply.header('retry-after', String(error.values.seconds));
  const detail = error instanceof ApiError ? error.detail : (AIRFLOW_WORDS[error.code]?.(error) ?? error.message);
  const headers = { 'x-error-code': error.code, ...remedyHeader(error) };
  return reply.code(error.status).headers(headers).type('application/json').send({ detail });
}

function asAquilonError(thrown: FastifyError, bodyLimit: number): AquilonError | undefined {
  if (thrown instanceof AquilonError) return thrown;
  if (isOutOfRange(thrown)) return badRequest('A number or a date in the request is larger than what is stored here');
  if (isDatabaseGone(thrown)) return new AquilonError('DATABASE_UNAVAILABLE', { reason: thrown.message });
  if (thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AquilonError('BODY_TOO_LARGE', { limit: bodyLimit });
  const status = thrown.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    // Fastify's own refusals: a media type that nobody reads, a URL that does not decode, ...
    return new RefusedByFastify(status, thrown.message);
  }
  return undefined;
}

/** Keeps the status that Fastify chose: 400, 413, 414, 415. */
class RefusedByFastify extends AquilonError {
  readonly #status: number;

  constructor(status: number, reason: string) {
    super('BAD_REQUEST', { reason });
    this.#status = status;
  }

  override get status(): number {
    return this.#status;
  }
}

/** SQLSTATE of numbers, dates and offsets of time that PostgreSQL does not know: only a request brings such. */
const isOutOfRange = ({ code = '' }: { code?: string }): boolean => ['22003', '22008', '22009'].includes(code);

/** Class 08 of SQLSTATE is the connection, 57P0x a server that goes or comes; the rest has no SQLSTATE at all. */
function isDatabaseGone(thrown: { code?: string; message: string }): boolean {
  const code = thrown.code ?? '';
  if (/^(08|57P0|53300)/.test(code)) return true;
  if (['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code) && 'syscall' in thrown) {
    return (thrown as { syscall?: string }).syscall !== 'open';
  }
  return /Connection terminated|timeout exceeded when trying to connect/.test(thrown.message);
}

function internal(thrown: Error, request: FastifyRequest, logger: Logger): AquilonError {
  const id = uuidv7();
  logger.error('A request failed', { id, method: request.method, path: request.routeOptions.url, error: thrown });
  return new AquilonError('INTERNAL', { id }, { cause: thrown });
}
