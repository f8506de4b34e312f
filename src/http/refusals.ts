/**
 * What a route may answer instead of what it was asked for, worked out from how it is declared: the description of the API names it for every route, and
 * no route can forget it. The names of the schemas are Airflow's.
 */
import { STATUS_CODES } from 'node:http';
import type { FastifySchema } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Access } from './auth/authorize.ts';
import type { App } from './server-parts.ts';

const Refusal = Type.Object(
  { detail: Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())]) },
  { $id: 'HTTPExceptionResponse' },
);
const Problem = Type.Object(
  {
    type: Type.String(),
    loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
    msg: Type.String(),
    /** What was sent there. */
    input: Type.Optional(Type.Unknown()),
    ctx: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { $id: 'ValidationError' },
);
const InputRefusal = Type.Object(
  { detail: Type.Array(Type.Unsafe({ $ref: 'ValidationError#' })) },
  { $id: 'HTTPValidationError' },
);

export function addRefusals(app: App): void {
  for (const schema of [Refusal, Problem, InputRefusal]) app.addSchema(schema);
}

interface Declared {
  method: string;
  access: Access | undefined;
  schema: FastifySchema;
}

/** Responses by their status, to stand in a schema beside those of success. */
export function refusalsOf(route: Declared): Record<string, TSchema> {
  return Object.fromEntries(statusesOf(route).map((status) => [status, response(status)]));
}

function statusesOf({ method, access, schema }: Declared): number[] {
  const { params, querystring, headers, body } = schema;
  const takesSomething = [params, querystring, headers, body].some((part) => part !== undefined);
  const isSignIn = access === 'public' && body !== undefined;
  return [
    ...(takesSomething ? [400, 422] : []),
    ...(access === 'public' ? [] : [401, 403]),
    ...(isSignIn ? [401, 429] : []),
    ...(takesSomething ? [404] : []),
    ...(choosesType(headers) ? [406] : []),
    // Somebody else may have changed it meanwhile.
    ...(method === 'GET' || isSignIn ? [] : [409]),
    ...(body === undefined ? [] : [408, 413, 415]),
    ...(takesSomething ? [431] : []),
    // The database is away.
    503,
  ];
}

const choosesType = (headers: unknown): boolean => 'accept' in ((headers as { properties?: object })?.properties ?? {});

function response(status: number): TSchema {
  const refusal = { $ref: 'HTTPExceptionResponse#' };
  // What spans the whole request is told as a text.
  const schema = status === 422 ? { anyOf: [{ $ref: 'HTTPValidationError#' }, refusal] } : refusal;
  return { description: STATUS_CODES[status], content: { 'application/json': { schema } } } as TSchema;
}
