/** Reads JSON bodies, and refuses what no table of ours can hold. */
import type { FastifyInstance } from 'fastify';
import { type ApiError, invalid, type Problem } from './api-error.ts';

/** Deeper JSON is no conf of anybody; PostgreSQL and JSON.stringify give up on it further down. */
const DEEPEST = 200;

export function useJsonBodies(app: FastifyInstance): void {
  // The own parser of Fastify refuses `__proto__` and `constructor.prototype`.
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(['application/json', 'application/*+json'], { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    return parse(request, body as string, (error, value) => {
      if (error) done(malformed(String(body)));
      else done(null, value);
    });
  });
}

/** Airflow's answer to a body that is no JSON: the position of the fault is in `loc`. */
function malformed(body: string): ApiError {
  let error = 'Not allowed in a body';
  let position = 0;
  try {
    JSON.parse(body);
  } catch (cause) {
    error = (cause as Error).message.replace(/ in JSON at position.*$/s, '');
    position = Number(/at position (\d+)/.exec((cause as Error).message)?.[1] ?? body.length);
  }
  return invalid([
    { type: 'json_invalid', loc: ['body', position], msg: 'JSON decode error', input: {}, ctx: { error } },
  ]);
}

/** The first value that PostgreSQL cannot store (NUL, half a surrogate pair), or JSON that is nested too deeply. */
export function unstorable(data: unknown, part: string): Problem | undefined {
  return look(data, [part]);
}

function look(value: unknown, loc: (string | number)[]): Problem | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : problem(loc, value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (loc.length > DEEPEST) {
    return { type: 'recursion_loop', loc: loc.slice(0, 3), msg: `JSON is nested deeper than ${DEEPEST}`, input: null };
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = [...loc, Array.isArray(value) ? Number(key) : key];
    const found = isStorable(key) ? look(inner, at) : problem(loc, key);
    if (found) return found;
  }
  return undefined;
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

function problem(loc: (string | number)[], text: string): Problem {
  return {
    type: 'string_unicode',
    loc,
    msg: 'Input should be a valid string, without NUL and with whole characters only',
    input: text.toWellFormed().replaceAll('\0', '\uFFFD'),
  };
}
