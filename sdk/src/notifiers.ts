/** Who is told when something happens to a task or a run: notifiers, which are data that the product sends, and functions of the author. */
import type { NoticeContext } from './notice-context.ts';
import type { Checker } from './options.ts';
import { show } from './problems.ts';
import type { Json, SerializedNotifier } from './serialized.ts';

const NOTIFIER = Symbol.for('@aquilon/sdk/notifier');

/** Made by `emailNotifier`, `slackWebhookNotifier`, `slackNotifier` or `webhookNotifier`. Its texts are templates. */
export interface Notifier {
  readonly [NOTIFIER]: SerializedNotifier;
}

/** A function of the author; it runs in a process of its own after what it tells of is in the database. */
export type NoticeFunction = (context: NoticeContext) => unknown;

export type Callback = Notifier | NoticeFunction;
export type Callbacks = Callback | readonly Callback[];

const MAKERS = 'emailNotifier(), slackWebhookNotifier(), slackNotifier() or webhookNotifier()';

function notifier(kind: SerializedNotifier['kind'], options: object): Notifier {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { [NOTIFIER]: { kind, options: Object.fromEntries(given) as { [name: string]: Json } } };
}

export interface EmailNotifierOptions {
  /** One address or several; a text may hold several with commas or semicolons between them. */
  to: string | string[];
  /** Default: what happened, to which task of which run. */
  subject?: string;
  /** The body, as HTML. Default: what happened, when, and the error. */
  htmlContent?: string;
  cc?: string | string[];
  bcc?: string | string[];
  /** Default: `AIRFLOW__SMTP__SMTP_MAIL_FROM`. */
  fromEmail?: string;
}

/** A mail, through the mail server of `AIRFLOW__SMTP__*` (Airflow's SmtpNotifier). */
export const emailNotifier = (options: EmailNotifierOptions): Notifier => notifier('email', options);

export interface SlackWebhookNotifierOptions {
  /** Connection with the address of an incoming webhook. Default `slack_default`. */
  slackWebhookConnId?: string;
  /** Default: what happened, to which task of which run. */
  text?: string;
  blocks?: Json[];
  attachments?: Json[];
  unfurlLinks?: boolean;
  unfurlMedia?: boolean;
}

/** A message to an incoming webhook of Slack (Airflow's SlackWebhookNotifier). */
export const slackWebhookNotifier = (options: SlackWebhookNotifierOptions = {}): Notifier =>
  notifier('slack_webhook', options);

export interface SlackNotifierOptions {
  /** Connection whose password is a token of the Slack API. Default `slack_api_default`. */
  slackConnId?: string;
  /** Default `#general`. */
  channel?: string;
  /** Default: what happened, to which task of which run. */
  text?: string;
  /** Who it is from. Default: the name of the app of the token. */
  username?: string;
  iconUrl?: string;
  blocks?: Json[];
  attachments?: Json[];
}

/** A message through Slack's `chat.postMessage` (Airflow's SlackNotifier). */
export const slackNotifier = (options: SlackNotifierOptions = {}): Notifier => notifier('slack', options);

export interface WebhookNotifierOptions {
  /** Where to. Left out: the address of `httpConnId`. */
  url?: string;
  /** Connection with the address, and the login and password where they are needed; its extra gives further headers. */
  httpConnId?: string;
  /** Path that is added to the address of the connection. */
  endpoint?: string;
  method?: 'POST' | 'PUT' | 'PATCH';
  headers?: { [name: string]: string };
  /** What is sent, as JSON. Default: what happened, as an object. */
  json?: Json;
}

/** A request to any address. It carries an `Idempotency-Key`, which is the same when it has to be sent again. */
export const webhookNotifier = (options: WebhookNotifierOptions): Notifier => notifier('webhook', options);

function serializedOf(value: unknown): SerializedNotifier | undefined {
  if (typeof value === 'function') return { kind: 'function', options: { name: value.name } };
  return typeof value === 'object' && value !== null && NOTIFIER in value ? (value as Notifier)[NOTIFIER] : undefined;
}

export const callbackList = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** What is wrong is told to the checker, and left out. */
export function checkCallbacks(name: string, value: unknown, checker: Checker): SerializedNotifier[] {
  return callbackList(value).flatMap((one) => {
    const found = serializedOf(one);
    if (!found) {
      checker.add(`${name} is ${show(one)}; it must be a function, or made by ${MAKERS}, or a list of them`);
      return [];
    }
    const problem = problemOf(found);
    if (problem) checker.add(`${name}: ${problem}`);
    return problem ? [] : [found];
  });
}

const TEXTS_OF: Readonly<Record<SerializedNotifier['kind'], readonly string[]>> = {
  email: ['subject', 'htmlContent', 'fromEmail'],
  slack_webhook: ['slackWebhookConnId', 'text'],
  slack: ['slackConnId', 'channel', 'text', 'username', 'iconUrl'],
  webhook: ['url', 'httpConnId', 'endpoint'],
  function: [],
};
const OTHERS_OF: Readonly<Record<SerializedNotifier['kind'], readonly string[]>> = {
  email: ['to', 'cc', 'bcc'],
  slack_webhook: ['blocks', 'attachments', 'unfurlLinks', 'unfurlMedia'],
  slack: ['blocks', 'attachments'],
  webhook: ['method', 'headers', 'json'],
  function: ['name'],
};
const METHODS = ['POST', 'PUT', 'PATCH'];

function problemOf({ kind, options }: SerializedNotifier): string | undefined {
  const known = [...TEXTS_OF[kind], ...OTHERS_OF[kind]];
  const strange = Object.keys(options).find((name) => !known.includes(name));
  if (strange !== undefined) return `${kind} has no option ${strange}; it has ${known.join(', ')}`;
  for (const name of TEXTS_OF[kind]) {
    const value = options[name];
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      return `${name} is ${show(value)}; it must be a text`;
  }
  if (kind === 'email') return addressProblem(options);
  for (const name of ['blocks', 'attachments']) {
    const value = options[name];
    if (value !== undefined && !Array.isArray(value)) return `${name} is ${show(value)}; it must be a list`;
  }
  if (kind !== 'webhook') return undefined;
  const { url, httpConnId, method, headers } = options;
  if ((url === undefined) === (httpConnId === undefined)) return 'a webhook needs either url or httpConnId';
  if (method !== undefined && !METHODS.includes(String(method)))
    return `method is ${show(method)}; it must be one of ${METHODS.join(', ')}`;
  const isTexts =
    typeof headers === 'object' && headers !== null && Object.values(headers).every((one) => typeof one === 'string');
  return headers === undefined || isTexts ? undefined : `headers is ${show(headers)}; it must give texts by name`;
}

function addressProblem(options: { readonly [name: string]: unknown }): string | undefined {
  for (const name of ['to', 'cc', 'bcc']) {
    const value = options[name];
    if (value === undefined && name !== 'to') continue;
    const list = Array.isArray(value) ? value : [value];
    if (list.length === 0 || !list.every((one) => typeof one === 'string' && one.trim() !== ''))
      return `${name} is ${show(value)}; it must be an address or a list of them`;
  }
  return undefined;
}
