/**
 * docs/ERRORS.md from the catalogue of errors: `node scripts/run.js scripts/errors.ts --write`.
 * With --write what is made from the options (scripts/configuration.ts) is written as well; without, it prints the document. A test holds the two together.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE_SECTIONS } from '#errors/catalogue.ts';
import type { ErrorEntry } from '#errors/error-entry.ts';
import { writeConfiguration } from './configuration.ts';

const ROOT = join(import.meta.dirname, '..');
export const ERRORS_DOCUMENT = join(ROOT, 'docs/ERRORS.md');

const INTRODUCTION = `# Errors

Every error that Aquilon reports, by its code: the code is stable, the words may change. In messages, \`{name}\` stands for a value of the
error. Over HTTP the status is the one given here; an error of a task or of the start never travels that way, whatever its status.

Made from \`src/errors/\` by \`node scripts/run.js scripts/errors.ts --write\`.
`;

export function renderErrors(): string {
  const sections = Object.entries(CATALOGUE_SECTIONS).map(
    ([title, errors]) => `## ${title}\n\n${Object.entries(errors).map(entry).join('\n')}`,
  );
  return [INTRODUCTION, ...sections].join('\n');
}

function entry([code, { status, message, remedy }]: [string, ErrorEntry]): string {
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

if (import.meta.main) {
  if (process.argv.includes('--write')) {
    writeFileSync(ERRORS_DOCUMENT, renderErrors());
    // What is made from the source is made anew together: nobody has to know which of it a change concerns.
    writeConfiguration();
  } else process.stdout.write(renderErrors());
}
