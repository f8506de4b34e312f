/** From the rendered options of a notifier to the request that it means. */
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Delivery } from './delivery.ts';
import type { NoticeRequest } from './http.ts';

export type Options = { readonly [name: string]: Json };

export interface RequestParts {
  options: Options;
  /** Sent with each attempt: who receives it twice can tell. */
  id: string;
  /** Sent by a webhook whose author does not say what. */
  summary: Json;
  /** Rejects with `CONNECTION_NOT_FOUND` and `CONNECTION_INVALID`. */
  connection(connId: string): Promise<Connection>;
}

const SLACK_HOOKS = 'https://hooks.slack.com/services';
const SLACK_API = 'https://slack.com/api';

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

export async function webhookRequest({ options, id, summary, connection }: RequestParts): Promise<NoticeRequest> {
  const connId = textOf(options.httpConnId);
  const found = connId === undefined ? undefined : await connection(connId);
  const base = found === undefined ? textOf(options.url) : addressOf(found);
  const endpoint = textOf(options.endpoint);
  return {
    url: endpoint === undefined ? (base ?? '') : `${base?.replace(/\/$/, '')}/${endpoint.replace(/^\//, '')}`,
    method: textOf(options.method) ?? 'POST',
    headers: {
      'content-type': 'application/json',
      ...(found ? headersOf(found) : {}),
      ...(options.headers as { [name: string]: string } | undefined),
      'idempotency-key': id,
    },
    body: JSON.stringify(options.json ?? summary),
  };
}

/** As Airflow: the token of the hook is the password of the connection, or the whole address is. */
export async function slackWebhookRequest({ options, id, connection }: RequestParts): Promise<NoticeRequest> {
  const { slackWebhookConnId, ...message } = options;
  const found = await connection(textOf(slackWebhookConnId) ?? 'slack_default');
  const token = found.password ?? '';
  const url = /^https?:/.test(token) ? token : [addressOf(found) || SLACK_HOOKS, token].filter(Boolean).join('/');
  return { url, method: 'POST', headers: jsonHeaders(id), body: JSON.stringify(slackNames(message)) };
}

export async function slackRequest({ options, id, connection }: RequestParts): Promise<NoticeRequest> {
  const { slackConnId, channel = '#general', ...message } = options;
  const found = await connection(textOf(slackConnId) ?? 'slack_api_default');
  return {
    url: `${addressOf(found) || SLACK_API}/chat.postMessage`,
    method: 'POST',
    headers: { ...jsonHeaders(id), authorization: `Bearer ${found.password ?? ''}` },
    body: JSON.stringify({ channel, ...slackNames(message) }),
  };
}

/** Slack says in the text of a successful answer whether it was one. */
export function checkSlackAnswer(text: string): Delivery {
  const answer = parse(text);
  if (answer.ok === true) return { state: 'sent' };
  const error = String(answer.error ?? 'an answer that is none');
  const passes = [
    'ratelimited',
    'rate_limited',
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'request_timeout',
  ];
  return { state: passes.includes(error) ? 'again' : 'failed', error: `Slack answered ${error}` };
}

const jsonHeaders = (id: string) => ({ 'content-type': 'application/json; charset=utf-8', 'idempotency-key': id });

/** Slack writes names with underscores. */
const slackNames = (message: Options): object =>
  Object.fromEntries(
    Object.entries(message).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (one) => `_${one.toLowerCase()}`),
      value,
    ]),
  );

/** `host` may be a whole address; else `schema` is the protocol, as Airflow's HTTP connections have it. */
function addressOf({ host, schema, port, connType }: Connection): string {
  if (host === null || host === '') return '';
  const address = host.includes('://') ? host : `${schema || (connType === 'https' ? 'https' : 'http')}://${host}`;
  return `${address.replace(/\/$/, '')}${port === null ? '' : `:${port}`}`;
}

function headersOf({ login, password, extra }: Connection): { [name: string]: string } {
  const given = parse(extra ?? '{}');
  const { headers = given } = given;
  const named = Object.entries(headers as object).filter(([, value]) => typeof value === 'string');
  const basic = Buffer.from(`${login ?? ''}:${password ?? ''}`).toString('base64');
  return { ...(login === null ? {} : { authorization: `Basic ${basic}` }), ...Object.fromEntries(named) };
}

function parse(text: string): { [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

export async function connectionOf(
  find: (connId: string) => Promise<Connection | null>,
  connId: string,
): Promise<Connection> {
  const found = await find(connId);
  if (found === null)
    throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
  return found;
}
