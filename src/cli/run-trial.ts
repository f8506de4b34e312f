/** One task in this terminal: its log as it is written, what it keeps, how it ends. */
import type { TrialParts, TrialResult } from '#composition/task-trial.ts';
import { type LogLine, logText } from './log-text.ts';

/** Of a value, this much is shown, characters. */
const SHOWN = 2000;

/** Exit code 1 where the task does not succeed. */
export async function runTrial(
  parts: Omit<TrialParts, 'tell' | 'onTrigger' | 'onVariable' | 'signal'>,
): Promise<TrialResult> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  try {
    const { tryTask } = await import('#composition/task-trial.ts');
    const result = await tryTask({
      ...parts,
      tell: (line) => process.stdout.write(`${readable(line)}\n`),
      onTrigger: ({ dagId: other, conf }) =>
        process.stderr.write(
          `Not triggered, because this is a test: ${other} with the conf ${JSON.stringify(conf ?? {})}\n`,
        ),
      onVariable: (change) => process.stderr.write(`No variable is changed, because this is a test: ${change}\n`),
      signal: interruption.signal,
    });
    const { outcome, xcoms } = result;
    for (const [key, value] of xcoms) process.stdout.write(`${key} = ${shortened(JSON.stringify(value))}\n`);
    const reason = outcome.state === 'skipped' ? `, because ${outcome.reason}` : '';
    process.stdout.write(`${parts.work.taskId}: ${outcome.state}${reason}\n`);
    if (outcome.state === 'failed') process.stderr.write(`${outcome.error.code}: ${outcome.error.message}\n`);
    if (outcome.state === 'failed') process.exitCode = 1;
    return result;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  }
}

const shortened = (text: string): string =>
  text.length <= SHOWN ? text : `${text.slice(0, SHOWN)} ... (${text.length - SHOWN} more characters)`;

/** A line of the log file is JSON; one that is cut is shown as it is. */
function readable(line: string): string {
  try {
    return logText(JSON.parse(line) as LogLine);
  } catch {
    return line;
  }
}
