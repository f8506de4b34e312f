/** A file that could not be loaded, told so that its author finds the place: file, line, column, code frame. */
import { authorFrames, pathOf } from '#support/author-frames.ts';
import { importIn, syntaxErrorIn } from './code/parse.ts';
import type { LoadFailure } from './loader-protocol.ts';

/** Lines of code shown before and after the line at fault. */
const AROUND = 2;
const STACK_LINES = 12;

export function describeFailure(
  file: string,
  failure: LoadFailure,
  files: { readonly [path: string]: string },
): string {
  const place = findPlace(failure, files);
  const head = `${failure.name}: ${failure.message}`;
  const where = place
    ? `at ${place.file}:${place.line}${place.column === null ? '' : `:${place.column}`}`
    : `in ${file}`;
  const frame = place ? codeFrame(files[place.file] ?? '', place.line, place.column) : '';
  return [head, where, frame, stackOf(failure)].filter((part) => part !== '').join('\n\n');
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

type Texts = { readonly [path: string]: string };

/** In the DAG file, or in what it imports. */
function findPlace(failure: LoadFailure, files: Texts): Place | undefined {
  const { stack, failedImport } = failure;
  const found = [failedImport && placeOfImport(failedImport, files), headOfStack(stack), ...authorFrames(stack)];
  const place = found.find((one) => one !== undefined && one.file in files);
  if (place) return { file: place.file, line: place.line, column: place.column };
  return failure.name === 'SyntaxError' ? placeOfSyntaxError(files) : undefined;
}

function placeOfImport(
  { importer, specifier }: { importer: string; specifier: string },
  files: Texts,
): Place | undefined {
  const at = importIn(importer, files[importer] ?? '', specifier);
  return at && { file: importer, ...at };
}

/** Above the stack of a syntax error stand its place, the code, and carets below what is wrong. */
function headOfStack(stack: string): Place | undefined {
  const [, where = '', line, below = ''] =
    /^((?:file:\/\/|\/)[^\n]*):(\d+)\n((?:(?!\s+at )[^\n]*\n)*)/.exec(stack) ?? [];
  if (where === '') return undefined;
  const caret = /^([ \t]*)\^+$/m.exec(below)?.[1];
  return { file: pathOf(where), line: Number(line), column: caret === undefined ? null : caret.length + 1 };
}

/** Node does not say where the mistake stands in a module of JavaScript. */
function placeOfSyntaxError(files: Texts): Place | undefined {
  for (const [file, text] of Object.entries(files)) {
    const at = /\.[mc]?js$/.test(file) ? syntaxErrorIn(text) : undefined;
    if (at) return { file, ...at };
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

/** Without the message that stands above already. */
const stackOf = ({ stack }: LoadFailure): string =>
  authorFrames(stack)
    .slice(0, STACK_LINES)
    .map(({ text }) => text)
    .join('\n');
