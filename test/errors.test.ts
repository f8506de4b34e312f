/** The catalogue of errors, its document and the code that raises them are one. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CATALOGUE } from '#errors/catalogue.ts';
import { ERRORS_DOCUMENT, renderErrors } from '../scripts/errors.ts';

const ROOT = join(import.meta.dirname, '..');
const codes = Object.keys(CATALOGUE);

/** Codes that nothing raises, each with its reason. */
const UNRAISED: Readonly<Record<string, string>> = {
  DAG_FILE_FAILED:
    'a file that throws is told by what it threw, with its place and code frame (src/dags/import-error.ts)',
};

test('docs/ERRORS.md says what the catalogue says', () => {
  assert.equal(
    readFileSync(ERRORS_DOCUMENT, 'utf8'),
    renderErrors(),
    'Make it anew: node scripts/run.js scripts/errors.ts --write',
  );
});

test('the document names every code of the catalogue once, in its order', () => {
  const named = [...renderErrors().matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
  assert.deepEqual(named, codes);
});

test('every code of the catalogue is raised somewhere', () => {
  const product = globSync(
    ['src/**/*.ts', 'sdk/src/**/*.ts', 'ui/src/**/*.{ts,tsx}', 'examples/*/{dags,src}/**/*.ts'],
    {
      cwd: ROOT,
      exclude: (path) => path.includes('node_modules') || path.includes('.test.') || path.includes('src/errors/'),
    },
  )
    .map((path) => readFileSync(join(ROOT, path), 'utf8'))
    .join('\n');
  const unraised = codes.filter((code) => !new RegExp(`['"\`]${code}['"\`]`).test(product));
  assert.deepEqual(unraised, Object.keys(UNRAISED));
});

test('every error says what to do next', () => {
  const mute = Object.entries(CATALOGUE).filter(([, { remedy }]) => !/^[A-Z].*\.$/s.test(remedy));
  assert.deepEqual(mute, []);
});
