/** A message to Slack as a task. */
import { type Duration, parseDuration } from '../duration.ts';
import { type Operator, operatorFactory } from '../operator.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';
import { checked, duration, list, text } from './checked.ts';

export interface SlackOptions {
  /** A connection whose password is the token of an incoming webhook, or its whole address. Default `slackwebhook_default`. */
  slackWebhookConnId?: string;
  /** The address of the webhook, instead of a connection. It is a secret: whoever reads the DAG file may post. */
  webhookUrl?: string;
  message?: string;
  /** Slack's Block Kit. */
  blocks?: Json[];
  attachments?: Json[];
  channel?: string;
  username?: string;
  iconEmoji?: string;
  iconUrl?: string;
  /** Default 30 s. */
  timeout?: Duration;
}

const KIND = {
  name: 'slack',
  operator: 'SlackWebhookOperator',
  body: 'slack',
  templates: { templateFields: ['message', 'blocks', 'attachments', 'channel', 'username'] },
  rules: {
    slackWebhookConnId: text,
    webhookUrl: text,
    message: text,
    blocks: list,
    attachments: list,
    channel: text,
    username: text,
    iconEmoji: text,
    iconUrl: text,
    timeout: duration,
  },
};

/** Posts a message through an incoming webhook of Slack. */
export const slack = operatorFactory(
  (options: SlackOptions): Operator<void> => {
    const timeoutMs = options?.timeout === undefined ? undefined : parseDuration(options.timeout);
    const made = checked<void>(KIND, options, timeoutMs === undefined ? {} : { timeoutMs });
    return { ...made, problems: [...(made.problems ?? []), ...problemsOf(options ?? {})] };
  },
  ['timeout', 'webhookUrl', 'slackWebhookConnId'],
);

function problemsOf({ webhookUrl, slackWebhookConnId }: SlackOptions): string[] {
  if (webhookUrl === undefined) return [];
  const both =
    slackWebhookConnId === undefined
      ? []
      : ['webhookUrl and slackWebhookConnId are both given; one of them is allowed'];
  const isAddress = typeof webhookUrl === 'string' && /^https?:\/\//.test(webhookUrl);
  return isAddress ? both : [...both, `webhookUrl is ${show(webhookUrl)}; it must begin with https:// or http://`];
}
