/** One attempt to deliver one notice: a process renders it, the server sends it. No template and no code of an author runs in the server. */
import { join } from 'node:path';
import type { Connection } from '@aquilon/sdk';
import type { Json, SerializedDag, SerializedNotifier } from '@aquilon/sdk/serialized';
import { hasCode, messageOf } from '#errors/aquilon-error.ts';
import type { Outcome } from '#queue/executor.ts';
import { type MailSettings, NO_SENDER, splitAddresses, writeMail } from '#support/mail.ts';
import type { Delivery } from './delivery.ts';
import { type HttpOptions, sendRequest } from './http.ts';
import type { MailTemplates } from './mail-templates.ts';
import type { Mailer } from './mailer.ts';
import { type DueNotice, noticeWork, notifierOf, summaryOf } from './notice-work.ts';
import {
  checkSlackAnswer,
  connectionOf,
  type RequestParts,
  slackRequest,
  slackWebhookRequest,
  webhookRequest,
} from './requests.ts';
import { slackAttachments } from './slack-fields.ts';
import { optionsOf, type Workers } from './workers.ts';

export interface DeliverParts {
  /** The version of the DAG that the run has. */
  versionOf(versionId: string): Promise<{ serialized: SerializedDag; snapshotHash: string } | undefined>;
  workers: Workers;
  /** Undefined where no mail server is configured: mails are written to the folder `outbox`. */
  mail: { settings: MailSettings; mailer: Mailer } | undefined;
  outbox: string;
  /** Address of the page, without a slash at its end. */
  baseUrl(): string;
  /** Of the configuration. */
  templates(): MailTemplates;
  findConnection(connId: string): Promise<Connection | null>;
  http: HttpOptions;
  /** Milliseconds that rendering, or a function of the author, may take. */
  limitMs: number;
}

type Rendered = { readonly [name: string]: Json };

/** Ends that say nothing of the notice itself: the next attempt may go well. */
const PASSING = new Set(['WORKER_LOST', 'SHUTDOWN', 'TASK_NOT_STARTED', 'TASK_KILLED', 'DATABASE_UNAVAILABLE']);

/** Resolves whatever happens, unless the database is away. */
export async function deliver(notice: DueNotice, parts: DeliverParts): Promise<Delivery> {
  const version = await parts.versionOf(notice.dag_version_id);
  const notifier = version && notifierOf(version.serialized, notice);
  if (!version || !notifier) return { state: 'failed', error: 'the version of the DAG that says whom to tell is gone' };
  const { serialized: dag, snapshotHash } = version;
  const work = noticeWork(notice, {
    dag,
    snapshotHash,
    notifier,
    baseUrl: parts.baseUrl(),
    templates: parts.templates(),
    limitMs: parts.limitMs,
  });
  const outcome = await parts.workers.run(work);
  if (outcome.state !== 'success') return notDone(outcome);
  if (notifier.kind === 'function') return { state: 'sent' };
  const options = optionsOf(outcome);
  if (notifier.kind === 'email') return sendMail(notice, options, parts);
  const isPlain = notifier.kind === 'webhook' || hasOwnText(notifier) || notice.dag_run_id === null;
  if (isPlain) return request(notice, notifier.kind, options, parts);
  const withFields = { ...options, attachments: slackAttachments(notice, parts.baseUrl()) };
  return request(notice, notifier.kind, withFields, parts);
}

/** The author of a message to Slack says what it holds. */
const hasOwnText = ({ options }: SerializedNotifier): boolean =>
  ['text', 'blocks', 'attachments'].some((name) => name in options);

function notDone(outcome: Outcome): Delivery {
  if (outcome.state !== 'failed') return { state: 'failed', error: `it ended as ${outcome.state}` };
  const { code, message } = outcome.error;
  return { state: PASSING.has(code) ? 'again' : 'failed', error: `${code}: ${message}` };
}

async function sendMail(notice: DueNotice, options: Rendered, { mail, outbox }: DeliverParts): Promise<Delivery> {
  const list = (value: Json | undefined) => splitAddresses([value ?? []].flat().map(String));
  const [to, cc, bcc] = [list(options.to), list(options.cc), list(options.bcc)];
  if (to.length === 0) return { state: 'failed', error: 'to names nobody' };
  const message = {
    from: String(options.fromEmail ?? mail?.settings.mailFrom ?? NO_SENDER),
    to,
    cc,
    bcc,
    subject: String(options.subject ?? ''),
    html: String(options.htmlContent ?? ''),
    ...(typeof options.textContent === 'string' ? { text: options.textContent } : {}),
    // The same each time it is sent: mail servers and programs tell by it what they have already.
    messageId: `<${notice.id}@aquilon>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  if (mail) return mail.mailer.send(message, notice.recipients ?? { accepted: [], refused: [] });
  try {
    await writeMail(join(outbox, `${notice.id}.eml`), message);
    return { state: 'sent' };
  } catch (error) {
    return { state: 'again', error: messageOf(error) };
  }
}

async function request(
  notice: DueNotice,
  kind: 'webhook' | 'slack' | 'slack_webhook',
  options: Rendered,
  { findConnection, http, baseUrl }: DeliverParts,
): Promise<Delivery> {
  const parts: RequestParts = {
    options,
    id: notice.id,
    summary: summaryOf(notice, baseUrl()),
    connection: (connId) => connectionOf(findConnection, connId),
  };
  try {
    if (kind === 'slack') return await sendRequest(await slackRequest(parts), http, checkSlackAnswer);
    return await sendRequest(await (kind === 'webhook' ? webhookRequest : slackWebhookRequest)(parts), http);
  } catch (error) {
    const isFinal = hasCode(error, 'CONNECTION_INVALID') || hasCode(error, 'CONNECTION_NOT_FOUND');
    return { state: isFinal ? 'failed' : 'again', error: messageOf(error) };
  }
}
