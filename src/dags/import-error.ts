/** A file that could not be loaded, told so that its author finds the place: file, line, column, code frame. */
import { fileURLToPath } from 'node:url';
import type { LoadFailure } from './loader-protocol.ts';

/** Lines of code shown before and after the line at fault. */
const AROUND = 2;
const STACK_LINES = 12;

export function describeFailure(
  file: string,
  failure: LoadFailure,
  files: { readonly [path: string]: string },
): string {
  const place = findPlace(failure.stack, files);
  const head = `${failure.name}: ${failure.message}`;
  const where = place
    ? `at ${place.file}:${place.line}${place.column === null ? '' : `:${place.column}`}`
    : `in ${file}`;
  const frame = place ? codeFrame(files[place.file] ?? '', place.line, place.column) : '';
  return [head, where, frame, trimStack(failure.stack, failure.message)].filter((part) => part !== '').join('\n\n');
}

/** What is wrong, all of it, of what `describeFailure` tells: without the place, the code around it and the stack. */
export const messageIn = (error: string): string => error.slice(0, /\n\n(at|in) /.exec(error)?.index).trimEnd();

/** The same on one line: `DAG a: b; c`. */
export const inOneLine = (error: string): string =>
  messageIn(error)
    .replace(/:\n\s*- /, ': ')
    .replaceAll(/\n\s*- /g, '; ')
    .replaceAll(/\s*\n\s*/g, ' ');

interface Place {
  file: string;
  line: number;
  column: number | null;
}

/** The first place of a stack that lies in the DAG file or in what it imports. */
function findPlace(stack: string, files: { readonly [path: string]: string }): Place | undefined {
  for (const match of stack.matchAll(/(file:\/\/[^\s()]+?):(\d+)(?::(\d+))?(?=[\s)]|$)/g)) {
    const file = fileURLToPath(match[1] ?? '');
    if (file in files)
      return { file, line: Number(match[2]), column: match[3] === undefined ? null : Number(match[3]) };
  }
  return undefined;
}

function codeFrame(text: string, line: number, column: number | null): string {
  const lines = text.split('\n');
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  const shown: string[] = [];
  for (let at = first; at <= last; at++) {
    shown.push(`${at === line ? '>' : ' '} ${String(at).padStart(width)} | ${lines[at - 1] ?? ''}`);
    if (at === line && column !== null) shown.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1))}^`);
  }
  return shown.join('\n');
}

/** Without our own frames, and without the message that stands above already. */
function trimStack(stack: string, message: string): string {
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line) && !/node:internal|loader-child/.test(line));
  return lines.length === 0 || message === stack ? '' : lines.slice(0, STACK_LINES).join('\n');
}
