/**
 * docs/ERRORS.md from the catalogue of errors: `node scripts/run.js scripts/errors.ts --write`.
 * Without --write it prints the document. A test holds the two together.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE, type ErrorCode } from '#errors/catalogue.ts';

const ROOT = join(import.meta.dirname, '..');
export const ERRORS_DOCUMENT = join(ROOT, 'docs/ERRORS.md');

/** In the order in which the catalogue puts them together. */
const SOURCES = ['catalogue.ts', 'sensor-errors.ts'];

const INTRODUCTION = `# Errors

Every error that Aquilon reports, by its code: the code is stable, the words may change. In messages, \`{name}\` stands for a value of the
error. Over HTTP the status is the one given here; an error of a task or of the start never travels that way, whatever its status.

Made from \`src/errors/catalogue.ts\` by \`node scripts/run.js scripts/errors.ts --write\`.
`;

export function renderErrors(): string {
  const source = SOURCES.map((name) => readFileSync(join(ROOT, 'src/errors', name), 'utf8')).join('\n');
  const sections = sectionsOf(source);
  return [INTRODUCTION, ...sections.map(({ title, codes }) => `## ${title}\n\n${codes.map(entry).join('\n')}`)].join(
    '\n',
  );
}

function entry(code: ErrorCode): string {
  const { status, message, remedy } = CATALOGUE[code];
  const words = message.split('\n').join(' ');
  return `### ${code}\n\n> ${markdown(words)}\n\n${markdown(remedy)} (HTTP ${status})\n`;
}

/** Sets values in braces, option names and commands as code; nothing else may be read as Markdown. */
function markdown(text: string): string {
  return text
    .split(/(\{\w+\}|\b\w*_\w+\*?)/)
    .map((part, index) => (index % 2 === 1 ? `\`${part}\`` : part.replace(/[*_<>]/g, String.raw`\$&`)))
    .join('');
}

/** The catalogue's own sections: its comments, and the codes below each. */
function sectionsOf(source: string): { title: string; codes: ErrorCode[] }[] {
  const sections: { title: string; codes: ErrorCode[] }[] = [];
  for (const [, title, code] of source.matchAll(/^ {2}(?:\/\/ (.+)|([A-Z_]+): \{)$/gm)) {
    if (title) sections.push({ title, codes: [] });
    else if (code && code in CATALOGUE) sections.at(-1)?.codes.push(code as ErrorCode);
  }
  return sections;
}

if (import.meta.main) {
  if (process.argv.includes('--write')) writeFileSync(ERRORS_DOCUMENT, renderErrors());
  else process.stdout.write(renderErrors());
}
