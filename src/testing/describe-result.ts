/** A run as text: its tasks, what they died of, and the end of their logs. */

import type { DagTestResult, TestTask } from '@aquilon/sdk/testing';
import { authorFrames } from '#support/author-frames.ts';

/** Of the log and the stack of a failed task, so many lines are shown. */
const SHOWN = 10;

export function describeResult({ dagId, runId, state, duration, tasks, notices }: DagTestResult): string {
  const all = Object.values(tasks);
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  const head = `DAG ${dagId}, run ${runId}: ${state} after ${duration / 1000} s on its clock`;
  const wrong = notices.flatMap(({ event, task, kind, error }) =>
    error
      ? [`  not told: ${kind} of ${event}${task === null ? '' : ` of ${task}`}: ${error.code}: ${error.message}`]
      : [],
  );
  return [head, ...all.flatMap((task) => describeTask(task, width)), ...wrong].join('\n');
}

function describeTask({ name, state, attempts, error }: TestTask, width: number): string[] {
  const last = attempts.at(-1);
  const tries = attempts.length > 1 ? `, ${attempts.length} tries` : '';
  const reason = last?.reason === undefined ? '' : `: ${last.reason}`;
  const line = `  ${name.padEnd(width)}  ${state ?? 'not started'}${tries}${reason}`;
  if (error === undefined || state !== 'failed') return [line];
  return [
    line,
    `      ${error.code}: ${error.message.replaceAll('\n', '\n      ')}`,
    ...authorFrames(error.stack ?? '')
      .slice(0, SHOWN)
      .map(({ text }) => `        ${text.trim()}`),
    ...(last?.logs ?? []).slice(-SHOWN).map(({ level, event }) => `      [${level}] ${event}`),
  ];
}
