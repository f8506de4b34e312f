import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { BodyContext, OperatorBody } from '#worker/operator-body.ts';
import { connectionOf } from './connections.ts';
import { headersFor, throughConnection, withoutSecrets } from './http-address.ts';
import { askFor, type HttpAnswer, type HttpRequest } from './http-request.ts';
import { OptionReader } from './options.ts';

const LOGGER = 'airflow.task.operators.HttpOperator';
const TIMEOUT = 60_000;
const MOST_BYTES = 16_777_216;
/** Of the body that a failure shows, in characters. */
const EXCERPT = 500;

/**
 * Airflow's HttpOperator. Options: url, httpConnId, method, data, headers, responseCheck, responseFilter, logResponse, extraOptions, timeoutMs.
 */
export const http: OperatorBody = async (context) => {
  const options = new OptionReader('http', context.options);
  const extra = new OptionReader('http', options.object('extraOptions') ?? {});
  const asked = await requestOf(context, options);
  const shown = `${asked.method} ${withoutSecrets(asked.url)}`;
  context.log('info', `Calling HTTP method: ${shown}`, LOGGER);
  const answer = await askFor(asked, context.signal, {
    timeoutMs: options.number('timeoutMs', TIMEOUT),
    maxBytes: extra.number('maxBytes', MOST_BYTES),
    allowRedirects: extra.flag('allowRedirects', true),
  });
  context.log('info', `The answer has the status ${answer.status}`, LOGGER);
  if (options.flag('logResponse', false)) context.log('info', answer.text, LOGGER);
  if (answer.status >= 400 && extra.flag('checkResponse', true)) throw refused(shown, answer);
  const response = { ...answer, json: jsonOf(answer.text) };
  if (options.flag('responseCheck', false) && (await context.call('responseCheck', response)) !== true)
    throw new AquilonError('HTTP_CHECK_FAILED', { request: shown, status: answer.status });
  const filtered = options.flag('responseFilter', false);
  return { value: filtered ? await context.call('responseFilter', response) : answer.text };
};

async function requestOf(context: BodyContext, options: OptionReader): Promise<HttpRequest> {
  const method = options.optionalText('method') ?? 'POST';
  const data = context.options.data ?? null;
  const headers = options.environment('headers') ?? {};
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const url = hasBody ? options.text('url') : withQuery(options.text('url'), data);
  const body = !hasBody || data === null || typeof data === 'string' ? data : JSON.stringify(data);
  const plain = {
    url,
    method,
    headers: hasBody ? headersFor(headers, data) : headers,
    body: hasBody ? (body as string | null) : null,
  };
  const connId = options.optionalText('httpConnId');
  return connId === undefined ? plain : throughConnection(await connectionOf(context.request, connId), plain);
}

/** A request without a body carries its data in the address, as in Airflow. */
function withQuery(url: string, data: Json): string {
  if (data === null) return url;
  if (typeof data !== 'object' || Array.isArray(data)) {
    const reason = 'with GET and HEAD it must be an object of values for the query';
    throw new AquilonError('OPTION_INVALID', { option: 'data', operator: 'http', reason });
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(data))
    for (const one of [value].flat()) query.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function refused(request: string, { status, text }: HttpAnswer): AquilonError {
  const excerpt = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}...` : text;
  const said = excerpt.trim() === '' ? 'an empty body' : excerpt;
  return new AquilonError('HTTP_REFUSED', { request, status, said });
}
