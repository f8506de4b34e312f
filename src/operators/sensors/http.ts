import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import { connectionOf } from '#operators/connections.ts';
import { headersFor, throughConnection, withoutSecrets } from '#operators/http-address.ts';
import { askFor, type HttpAnswer } from '#operators/http-request.ts';
import { OptionReader } from '#operators/options.ts';
import { defineSensor } from './define.ts';

/** Airflow's `response_error_codes_allowlist`. */
const NOT_YET = [404];

/**
 * Airflow's HttpSensor. Of a connection come address, user, password, and headers from its extra; they are read at each look, and kept nowhere.
 * Options: url, httpConnId, method, headers, data, responseCheck {status, json, text}, responseErrorCodesAllowlist.
 */
export const httpSensor = defineSensor({
  resolve({ options: given }) {
    const options = new OptionReader('httpSensor', given);
    const data = given.data ?? null;
    return {
      url: options.text('url'),
      connId: options.optionalText('httpConnId') ?? null,
      method: options.optionalText('method') ?? 'GET',
      headers: headersFor(options.environment('headers') ?? {}, data),
      body: data === null || typeof data === 'string' ? data : JSON.stringify(data),
      check: options.object('responseCheck') ?? {},
      notYet: options.numbers('responseErrorCodesAllowlist', NOT_YET),
    };
  },
  describe: ({ method, url }) => `${method} ${withoutSecrets(url)}`,
  async look({ check, notYet, connId, ...given }, { request, signal }) {
    const asked = connId === null ? given : throughConnection(await connectionOf(request, connId), given);
    const answer = await askFor(asked, signal);
    const wanted = check.status === undefined ? undefined : [check.status].flat();
    if (wanted !== undefined) return wanted.includes(answer.status) && isAsAsked(answer, check);
    if (answer.status < 400) return isAsAsked(answer, check);
    if (notYet.includes(answer.status)) return false;
    throw new AquilonError('HTTP_STATUS', { url: withoutSecrets(asked.url), status: answer.status });
  },
});

function isAsAsked({ text }: HttpAnswer, check: { [name: string]: Json }): boolean {
  if (typeof check.text === 'string' && !text.includes(check.text)) return false;
  if (typeof check.json !== 'object' || check.json === null) return true;
  const found = parsed(text);
  return Object.entries(check.json).every(([path, value]) => isDeepStrictEqual(at(found, path), value));
}

/** What is no JSON has nothing at any place. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
