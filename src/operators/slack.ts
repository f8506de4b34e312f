import { AquilonError } from '#errors/aquilon-error.ts';
import type { BodyContext, OperatorBody } from '#worker/operator-body.ts';
import { connectionOf } from './connections.ts';
import { askFor } from './http-request.ts';
import { OptionReader } from './options.ts';

const LOGGER = 'airflow.task.operators.SlackWebhookOperator';
const CONNECTION = 'slackwebhook_default';
const ADDRESS = 'https://hooks.slack.com/services';
const TIMEOUT = 30_000;
/** Slack answers with a word. */
const MOST_BYTES = 65_536;

/**
 * Airflow's SlackWebhookOperator. Options: slackWebhookConnId, webhookUrl, message, blocks, attachments, channel, username, iconEmoji, iconUrl, timeoutMs.
 */
export const slack: OperatorBody = async (context) => {
  const options = new OptionReader('slack', context.options);
  const url = options.optionalText('webhookUrl') ?? (await addressOf(context, options));
  // Whoever knows the address may post.
  context.hide(url);
  const { message, blocks, attachments, channel, username, iconEmoji, iconUrl } = context.options;
  if (message === undefined && blocks === undefined && attachments === undefined) {
    const reason = 'message, blocks or attachments must say something';
    throw new AquilonError('OPTION_INVALID', { option: 'message', operator: 'slack', reason });
  }
  const body = { text: message, blocks, attachments, channel, username, icon_emoji: iconEmoji, icon_url: iconUrl };
  const limits = { timeoutMs: options.number('timeoutMs', TIMEOUT), maxBytes: MOST_BYTES, allowRedirects: false };
  const headers = { 'content-type': 'application/json' };
  const asked = { url, method: 'POST', headers, body: JSON.stringify(body) };
  const { status, text } = await askFor(asked, context.signal, limits).catch((error: unknown) => {
    // Its message names the address.
    throw failed(error instanceof AquilonError ? String(error.values.reason) : 'no answer');
  });
  if (status !== 200) throw failed(`it answered with the status ${status}: ${text.slice(0, 200)}`);
  context.log('info', 'The message was sent to Slack', LOGGER);
  return {};
};

/** As Airflow's SlackWebhookHook: the password is the token, below the address that host and schema name; or it is the whole address. */
async function addressOf(context: BodyContext, options: OptionReader): Promise<string> {
  const connId = options.optionalText('slackWebhookConnId') ?? CONNECTION;
  const { host, port, schema, password } = await connectionOf(context.request, connId);
  if (password === null || password === '') {
    const reason = 'its password must be the token of an incoming webhook, or its whole address';
    throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
  }
  if (/^https?:\/\//.test(password)) return password;
  const place = host?.includes('://') ? host : `${schema ?? 'https'}://${host ?? ''}`;
  const base = host === null || host === '' ? ADDRESS : `${place}${port === null ? '' : `:${port}`}`;
  return `${base.replace(/\/+$/, '')}/${password.replace(/^\/+/, '')}`;
}

const failed = (reason: string): AquilonError => new AquilonError('SLACK_FAILED', { reason });
