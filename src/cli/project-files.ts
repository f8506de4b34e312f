/** What stands in a new project: one DAG, its types, its tests, and how to go on. */
export interface NewProject {
  name: string;
  /** Folder of the product: where the project gets the command line and the SDK from. */
  product: string;
  /** Of the versions that the product has itself. */
  versions: { nodeTypes: string; typescript: string };
  /** The day on which it is made, UTC: `2026-03-01`. */
  today: string;
}

/** By path below the folder of the project. */
export function projectFiles(project: NewProject): { [path: string]: string } {
  return {
    'dags/hello.ts': helloDag(project.today),
    'src/total.ts': TOTAL,
    'test/total.test.ts': TOTAL_TEST,
    'test/hello.test.ts': helloTest(project.today),
    'tsconfig.json': asJson(TSCONFIG),
    'package.json': asJson(manifest(project)),
    'aquilon.config.yaml': CONFIG,
    '.gitignore': 'node_modules/\n.aquilon/\n.env\nreplays/\n',
    'README.md': readme(project),
  };
}

const asJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const helloDag = (today: string) => `import { Dag, getContext } from '@aquilon/sdk';
import { total } from '../src/total.ts';

const dag = new Dag('hello', { schedule: '@daily', startDate: '${today}', tags: ['example'] });

const load = dag.task('load', async (): Promise<number[]> => [1, 2, 3]);
const sum = dag.task('sum', ({ values }: { values: number[] }): number => {
  getContext().logger.info('adding', { count: values.length });
  return total(values);
});

sum({ values: load() });

export default dag;
`;

const TOTAL = `export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
`;

const TOTAL_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/total.ts';

test('the total of no values is 0', () => assert.equal(total([]), 0));
test('the total adds every value', () => assert.equal(total([1, 2, 3]), 6));
`;

const helloTest = (today: string) => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDag } from '@aquilon/sdk/testing';
import hello from '../dags/hello.ts';

test('hello adds what it loads', async () => {
  const run = await runDag(hello, { logicalDate: '${today}' });
  run.expectSuccess();
  assert.equal(run.task('sum').xcom(), 6);
});

test('hello fails where there is nothing to load', async () => {
  const load = () => {
    throw new Error('the shop is closed');
  };
  const run = await runDag(hello, { logicalDate: '${today}', mock: { load } });
  assert.equal(run.state, 'failed');
  assert.equal(run.task('sum').state, 'upstream_failed');
});
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'esnext',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['dags', 'src', 'test'],
};

const CONFIG = `# What the server and the commands are configured with. A path that is not absolute begins in the folder of this file.
core:
  dags_folder: dags
`;

const manifest = ({ name, product, versions }: NewProject) => ({
  name,
  private: true,
  type: 'module',
  scripts: {
    start: 'aquilon standalone',
    // The Node of the product, which runs TypeScript and finds the files by itself, whatever Node npm runs on.
    test: 'aquilon-node --test "test/**/*.test.ts"',
    check: 'tsc && aquilon dags check',
  },
  devDependencies: {
    '@aquilon/sdk': `file:${product}/sdk`,
    '@types/node': versions.nodeTypes,
    aquilon: `file:${product}`,
    typescript: versions.typescript,
  },
});

const readme = ({ name, product }: NewProject) => `# ${name}

DAGs for Aquilon. Node 20.20 or newer is all that it needs.

\`\`\`sh
npm install      # once: the command line, the SDK, the types
npm test         # the tests, on the Node that Aquilon brings
npm run check    # the types, and what is wrong with the DAGs
npm start        # serves them on http://localhost:8080
\`\`\`

- \`dags/hello.ts\` is a DAG; what it computes with is in \`src\`. A change is live within a second.
- \`test/hello.test.ts\` runs the DAG in memory, \`test/total.test.ts\` a function of it.
- \`aquilon.config.yaml\` says where the DAGs are: the server and all commands that run in this folder read it.
- \`aquilon\` is not on the PATH: \`npx aquilon\` runs it here, and scripts of \`package.json\` find it by its name. While \`npm start\` runs,
  \`npx aquilon dags list\`, \`npx aquilon dags trigger hello\` and all other commands ask that server. Without a server they do the work themselves:
  \`npx aquilon dags test hello\` runs the DAG at once, \`npx aquilon dags plan\` tells what a start would bring.
- Editors and \`tsc\` find \`@aquilon/sdk\` in \`node_modules\`, as a link to ${product}. Where Aquilon lies elsewhere:
  \`npm install --save-dev /path/to/aquilon /path/to/aquilon/sdk\`.
`;
