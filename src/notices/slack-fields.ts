/** What happened as fields of a message to Slack, whose author left the text to us. */
import type { Json } from '@aquilon/sdk/serialized';
import { linkFailures, runUrl } from './links.ts';
import type { DueNotice } from './notice-work.ts';

/** Slack shows no more than this of a message in one go. */
const MOST_SHOWN = 10;

export function slackAttachments({ told: { facts, run } }: DueNotice, baseUrl: string): Json[] {
  const failures = facts.failures ?? [];
  const shown = linkFailures(baseUrl, run, failures.slice(0, MOST_SHOWN));
  const more = (facts.failureCount ?? failures.length) - shown.length;
  const runFields = fields([
    ['Run', link(runUrl(baseUrl, run), run.runId)],
    ['Logical date', run.logicalDate],
    ['Began', instant(facts.startedAt)],
    ['Ended', instant(facts.endedAt)],
    ['Failures not shown here', more > 0 ? String(more) : null],
  ]);
  return [
    { fallback: run.runId, fields: runFields },
    ...shown.map((one) => ({
      color: 'danger',
      fallback: `${one.taskId}: ${one.code}`,
      fields: fields([
        ['Task', link(one.url, one.mapIndex < 0 ? one.taskId : `${one.taskId}[${one.mapIndex}]`)],
        ['Try', `${one.tryNumber} of ${one.maxTries + 1}`],
        ['Error', escapeText(`${one.code}: ${one.message}`)],
        ['Began', instant(one.startedAt)],
        ['Ended', instant(one.endedAt)],
        ['Log', `\`${escapeText(one.logCommand)}\``],
      ]),
    })),
  ];
}

const LONG = new Set(['Error', 'Log', 'Run']);

const fields = (given: [string, string | null][]): Json[] =>
  given.flatMap(([title, value]) => (value === null ? [] : [{ title, value, short: !LONG.has(title) }]));

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Slack's own three. */
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const link = (url: string, name: string): string => `<${escapeText(url)}|${escapeText(name)}>`;
