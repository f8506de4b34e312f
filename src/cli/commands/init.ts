/** A new project. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { command } from '#cli/options.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { inShell } from '#support/in-shell.ts';

const FILES: Readonly<Record<string, string>> = {
  'dags/hello.ts': `import { Dag, getContext } from '@aquilon/sdk';
import { total } from '../src/total.ts';

const dag = new Dag('hello', { schedule: '@daily', tags: ['example'] });

const load = dag.task('load', async (): Promise<number[]> => [1, 2, 3]);
const sum = dag.task('sum', ({ values }: { values: number[] }): number => {
  getContext().logger.info('adding', { count: values.length });
  return total(values);
});

sum({ values: load() });

export default dag;
`,
  'src/total.ts': `export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
`,
  'test/total.test.ts': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/total.ts';

test('the total of no values is 0', () => assert.equal(total([]), 0));
test('the total adds every value', () => assert.equal(total([1, 2, 3]), 6));
`,
  'tsconfig.json': `${JSON.stringify(
    {
      compilerOptions: {
        target: 'esnext',
        module: 'nodenext',
        strict: true,
        erasableSyntaxOnly: true,
        verbatimModuleSyntax: true,
        allowImportingTsExtensions: true,
        noEmit: true,
      },
      include: ['dags', 'src', 'test'],
    },
    null,
    2,
  )}
`,
  '.gitignore': 'node_modules/\n.aquilon/\n',
};

export const init = () =>
  command('init', 'Make a new project with one DAG, its types, a test and a README', 'init my-dags')
    .argument('<dir>', 'an empty or new folder')
    .action(makeProject);

/** Throws `FOLDER_NOT_EMPTY`. */
async function makeProject(dir: string): Promise<void> {
  const folder = resolve(dir);
  const found = await readdir(folder).catch(() => []);
  if (found.length > 0) throw new AquilonError('FOLDER_NOT_EMPTY', { folder });
  const name =
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-') || 'dags';
  const manifest = { name, private: true, type: 'module', scripts: { test: 'node --test "test/**/*.test.ts"' } };
  const readme = `# ${name}\n\nDAGs for Aquilon. Serve them:\n\n\`\`\`sh\nAIRFLOW__CORE__DAGS_FOLDER=${inShell(join(folder, 'dags'))} aquilon standalone\n\`\`\`\n\nTest them: \`npm test\` (Node 24 or newer).\n`;
  const files = { ...FILES, 'package.json': `${JSON.stringify(manifest, null, 2)}\n`, 'README.md': readme };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  process.stdout.write(
    `Made ${folder}. Serve it:\n  AIRFLOW__CORE__DAGS_FOLDER=${inShell(join(folder, 'dags'))} aquilon standalone\n`,
  );
}
