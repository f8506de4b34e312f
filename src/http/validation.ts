/**
 * Checks requests against their schemas. Ajv compiles a schema when the first request needs it: the start does not wait for that.
 * Text from the query or the path is turned into the type that its schema names; a body is taken as the JSON that it is.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { invalid } from './api-error.ts';
import { coerce } from './coercion.ts';
import { isInstant, isQueryInstant } from './instants.ts';
import { unstorable } from './json-body.ts';
import { problemsOf, type RequestPart } from './problems.ts';

const PARTS: Record<string, RequestPart> = {
  body: 'body',
  querystring: 'query',
  query: 'query',
  params: 'path',
  headers: 'header',
};

function createAjv(): Ajv {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
  // The default export of this CommonJS package is typed as its namespace under `nodenext`.
  (addFormats as unknown as (target: Ajv) => void)(ajv);
  ajv.addFormat('date-time', { type: 'string', validate: isInstant });
  ajv.addFormat('query-instant', { type: 'string', validate: isQueryInstant });
  return ajv;
}

export function createValidatorCompiler(): FastifySchemaCompiler<Record<string, unknown>> {
  const ajv = createAjv();
  return ({ schema, httpPart }) => {
    const part = PARTS[httpPart ?? 'body'] ?? 'body';
    let validate: ValidateFunction | undefined;
    return (data: unknown) => {
      if (part === 'body' && (data === undefined || data === null)) {
        return { error: invalid([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]) };
      }
      // Problems show what was sent, not what it was turned into.
      const given = part === 'body' ? data : { ...(data as object) };
      if (part !== 'body') coerce(schema, data as Record<string, unknown>);
      const bad = part === 'header' ? undefined : unstorable(data, part);
      if (bad) return { error: invalid([bad]) };
      validate ??= ajv.compile(schema);
      if (validate(data)) return { value: data };
      return { error: invalid(problemsOf(validate.errors ?? [], part, given)) };
    };
  };
}
