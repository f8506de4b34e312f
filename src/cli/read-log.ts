/** The log of an attempt, fragment by fragment. */
import type { Client } from './client.ts';
import type { LogLine } from './log-text.ts';

interface Fragment {
  content: LogLine[];
  continuation_token: string | null;
}

/** Tells every line that is there after `token`; returns the token of what comes later, null when nothing will. */
export async function readLog(
  client: Client,
  log: { instance: string; mapIndex: number; tryNumber: number },
  token: string | null,
  tell: (line: LogLine) => void,
): Promise<string | null> {
  for (let after = token; ; ) {
    const query = `map_index=${log.mapIndex}${after === null ? '' : `&token=${encodeURIComponent(after)}`}`;
    const fragment = await client.ask<Fragment>('GET', `${log.instance}/logs/${log.tryNumber}?${query}`);
    const lines = withoutSource(fragment.content);
    for (const line of lines) tell(line);
    after = fragment.continuation_token;
    if (after === null || lines.length === 0) return after;
  }
}

/** Without what the server tells about the log itself, before the first line of the task. */
const withoutSource = (lines: LogLine[]): LogLine[] =>
  lines[0]?.event.startsWith('::group::Log message source')
    ? lines.slice(lines.findIndex(({ event }) => event === '::endgroup::') + 1)
    : lines;
