/** Real files in a real folder, loaded in a process of their own, and typed by the real compiler. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { findDagFiles } from '#dags/find.ts';
import { loadFiles, loadOptions } from '#dags/load.ts';
import { findInterpreter } from '#operators/python/interpreter.ts';
import { type CheckReport, checkFiles, type Live } from './check.ts';

const PRODUCT = join(import.meta.dirname, '..', '..', '..');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon check '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

const liveWith = (connections: readonly string[]): Live => ({
  pools: new Map([['default_pool', 128]]),
  dags: [],
  producers: [],
  has: async (_kind, name) => connections.includes(name),
});

async function check(options: { types?: boolean; now?: string; connections?: string[] } = {}): Promise<CheckReport> {
  return checkFiles({
    files: await findDagFiles(folder),
    folder,
    isWhole: true,
    productRoot: PRODUCT,
    load: loadOptions(loadConfig({})),
    catchupByDefault: false,
    findPython: findInterpreter,
    checkTypes: options.types ?? false,
    live: options.connections ? liveWith(options.connections) : null,
    now: Date.parse(options.now ?? '2026-06-01T00:00:00Z'),
  });
}

/** As the list of import errors has it. */
async function importErrorOf(name: string): Promise<string | undefined> {
  for await (const one of loadFiles([join(folder, name)], loadOptions(loadConfig({}))))
    return one.ok ? undefined : one.error;
  return undefined;
}

/** `file:line code`, in the order of the report. */
const placesOf = ({ findings }: CheckReport): string[] =>
  findings.map(({ file, line, code }) => `${file.slice(folder.length + 1)}:${line} ${code}`);

test('import errors stand at the line that threw, with the code around it, and say nothing of our own frames', async () => {
  await write('throws.ts', `const before = 1;\nthrow new Error('no luck');\n`);
  await write(
    'option.ts',
    `import { Dag } from '@aquilon/sdk';\n\nexport default new Dag('option', { maxActiveRun: 1 } as object);\n`,
  );
  await write(
    'cron.ts',
    `import { Dag } from '@aquilon/sdk';\nexport default new Dag('cron', { schedule: '0 0 30 2 *' });\n`,
  );
  const report = await check();
  assert.deepEqual(placesOf(report), [
    'cron.ts:2 import-error',
    'option.ts:3 import-error',
    'throws.ts:2 import-error',
  ]);
  const [cron, option, throws] = report.findings;
  assert.match(cron?.message ?? '', /never fires/);
  assert.match(option?.message ?? '', /maxActiveRun\. Did you mean maxActiveRuns/);
  assert.match(throws?.detail ?? '', /^> 2 \| throw new Error\('no luck'\);$/m);
  assert.deepEqual([report.errors, report.warnings], [3, 0]);
});

test('an import of what is not there stands at its line, with the file that may have been meant', async () => {
  await write('helper.ts', 'export const y: number = 1;\n');
  await write('lib.ts', `export const later = async () => 1;\nexport const z = (await import('./helpr.ts')).y;\n`);
  await write(
    'a_module.ts',
    `// from './helper' comes y\nimport { Dag } from '@aquilon/sdk';\nimport { y } from './helper';\n`,
  );
  await write('b_name.ts', `import { Dag } from '@aquilon/sdk';\n\nimport { x } from './helper.ts';\n`);
  await write('c_package.ts', `\nexport { nothing } from 'no-such-package';\n`);
  await write('d_inside.ts', `import { z } from './lib.ts';\nexport default z;\n`);
  await write('e_syntax.js', `import { Dag } from '@aquilon/sdk';\nconst a = ;\n`);
  await write('f_syntax.ts', `const a: number = ;\n`);
  const { findings } = await check();
  assert.deepEqual(
    findings.map(({ file, line, column, message }) => [
      `${file.slice(folder.length + 1)}:${line}:${column}`,
      /Did you mean (.*)\?/.exec(message)?.[1],
    ]),
    [
      ['a_module.ts:3:19', './helper.ts'],
      ['b_name.ts:3:10', undefined],
      ['c_package.ts:2:25', undefined],
      ['e_syntax.js:2:11', undefined],
      ['f_syntax.ts:1:19', undefined],
      ['lib.ts:2:32', './helper.ts'],
    ],
  );
  const text = (await importErrorOf('a_module.ts')) ?? '';
  assert.match(text, /at .*a_module\.ts:3:19\n\n/);
  assert.doesNotMatch(text, /node:internal|loader-child/);
});

test('the stack of a DAG file that throws inside of the SDK names files of its author alone', async () => {
  await write(
    'make.ts',
    `import { Dag } from '@aquilon/sdk';\nexport const make = (id: unknown) => new Dag(id as string);\n`,
  );
  await write('z.ts', `import { make } from './make.ts';\nexport default make(7);\n`);
  const frames = [...((await importErrorOf('z.ts')) ?? '').matchAll(/^ +at .*\/(.*?):\d+:\d+\)?$/gm)];
  assert.deepEqual(
    frames.map(([, name]) => name),
    ['make.ts', 'z.ts'],
  );
});

test('each wrong option of a DAG and of its tasks is an error of its own, where it stands', async () => {
  await write(
    'options.ts',
    `import { Dag } from '@aquilon/sdk';
const other = { retry: 1 };
const dag = new Dag('options', {
  schedule: '@daily',
  max_active_runs: 3,
  maxActiveTasks: -1,
} as object);
dag.task('a', () => other, { retry: 2 } as object)();
export default dag;
`,
  );
  await write(
    'made.ts',
    `import { make } from './make.ts';\n\nconst options = {\n  schedule: '@dayly',\n};\nexport default make('made', options);\n`,
  );
  await write(
    'make.ts',
    `import { Dag } from '@aquilon/sdk';\nexport const make = (id: string, options: object) => new Dag(id, options);\n`,
  );
  await write(
    'whole.ts',
    `import { Dag } from '@aquilon/sdk';\n\nconst dag = new Dag('whole', {\n  schedule: null,\n});\nconst one = dag.task('one', () => 1)();\nconst two = dag.task('two', () => 2)();\none.before(two);\ntwo.before(one);\nexport default dag;\n`,
  );
  const report = await check();
  assert.deepEqual(
    report.findings.map(({ file, line, taskId, message }) => [
      `${file.slice(folder.length + 1)}:${line}`,
      taskId,
      /Did you mean ([^?]+)/.exec(message)?.[1],
    ]),
    [
      ['made.ts:4', null, '@daily'],
      ['options.ts:5', null, 'maxActiveRuns'],
      ['options.ts:6', null, undefined],
      ['options.ts:8', 'a', 'retries'],
      ['whole.ts:3', null, undefined],
    ],
  );
  assert.equal(report.errors, 5);
});

test('all that is wrong with a file is told at once: of all its DAGs, schedules, params and templates', async () => {
  await write(
    'several.ts',
    `import { bash, Dag } from '@aquilon/sdk';
export const one = new Dag('one', {
  schedule: '0 0 30 2 *',
  tags: 'none' as never,
  params: { days: { default: 0, schema: { minimum: 1 } } },
});
one.task(
  'say',
  bash({
    bashCommand: 'echo {{ ds',
  }),
  {
    retries: -1,
  },
)();
export const two = new Dag('two', {
  catchup: 'x' as never,
});
`,
  );
  const { findings } = await check();
  assert.deepEqual(
    findings.map(({ line, dagId, taskId, message }) => [
      line,
      dagId,
      taskId,
      /never fires|tags|params\.days|retries|template bashCommand|catchup/.exec(message)?.[0],
    ]),
    [
      [3, 'one', null, 'never fires'],
      [4, 'one', null, 'tags'],
      [5, 'one', null, 'params.days'],
      [10, 'one', 'say', 'template bashCommand'],
      [13, 'one', 'say', 'retries'],
      [17, 'two', null, 'catchup'],
    ],
  );
});

test('a task is told of where it is declared, at its option, also where it is called elsewhere and where another file declares it', async () => {
  await write(
    'declared.ts',
    `import { Dag } from '@aquilon/sdk';
import { loadInto } from './tasks.ts';
const dag = new Dag('declared', {});
const wide = dag.task('wide', () => 1, { pool: 'nowhere' });
const long = dag.task(
  'long',
  () => 1,
  {
    pool: 'gone',
  },
);
dag.group('g', () => wide());
long().after(loadInto(dag));
export default dag;
`,
  );
  await write(
    'tasks.ts',
    `import type { Dag } from '@aquilon/sdk';

export const loadInto = (dag: Dag) => dag.task('load', () => 1, { pool: 'lost' })();
`,
  );
  const report = await check({ connections: [] });
  assert.deepEqual(
    placesOf(report).map((place, at) => `${place} ${report.findings[at]?.taskId}`),
    ['declared.ts:4 unknown-pool g.wide', 'declared.ts:9 unknown-pool long', 'tasks.ts:3 unknown-pool load'],
  );
});

test('a mistake of syntax in one file hides no type error of another, and is told once', async () => {
  await write('a_syntax.ts', `const a: number = ;\n`);
  await write('b_imports.ts', `import { a } from './a_syntax.ts';\nexport const b: string = a;\n`);
  await write('c_typed.ts', `import { rows } from './helper.ts';\nexport const c: string = rows;\n`);
  await write('helper.ts', `export const rows: number = 1;\n`);
  assert.deepEqual(placesOf(await check({ types: true })), ['a_syntax.ts:1 import-error', 'c_typed.ts:2 type-error']);
  await write('a_syntax.ts', `import './helper';\n`);
  await rm(join(folder, 'b_imports.ts'));
  assert.deepEqual(placesOf(await check({ types: true })), ['a_syntax.ts:1 import-error', 'c_typed.ts:2 type-error']);
});

test('a misspelt option of a task is told once, with what was meant, and a wrong call by its own reason', async () => {
  await write(
    'retrys.ts',
    `import { bash, branch, Dag } from '@aquilon/sdk';
const dag = new Dag('retrys');
dag.task('one', () => 1, { retrys: 2 })();
dag.task('two', bash({ bashCommand: 'ls' }), { retrys: 2 })();
dag.task('three', branch(() => []), { retrys: 2 })();
export default dag;
`,
  );
  await write(
    'values.ts',
    `import { bash, Dag } from '@aquilon/sdk';
const dag = new Dag('values');
const one = dag.task('one', () => 1, { maxRetryDelay: [1] });
const two = dag.task('two', bash({ bashCommand: 7 }));
export default one;
`,
  );
  const { findings } = await check({ types: true });
  assert.deepEqual(
    findings.map(({ file, line, code, message }) => [`${file.slice(folder.length + 1)}:${line} ${code}`, message]),
    [
      ...['one', 'two', 'three'].map((task, at) => [
        `retrys.ts:${at + 3} import-error`,
        `DAG retrys: task ${task} (line ${at + 3}): there is no option retrys. Did you mean retries?`,
      ]),
      ['values.ts:3 type-error', "TS2769: Type 'number[]' is not assignable to type 'Duration | undefined'."],
      ['values.ts:4 type-error', "TS2769: Type 'number' is not assignable to type 'string'."],
    ],
  );
});

test('connections that a python task takes its package indexes from are looked for', async () => {
  await write('sum.py', 'def main():\n    return 1\n');
  await write(
    'indexes.ts',
    `import { Dag, python } from '@aquilon/sdk';
const dag = new Dag('indexes');
dag.task('one', python({ file: 'sum.py', function: 'main', requirements: ['x'], indexUrlsFromConnectionIds: 'nowhere' }))();
dag.task('two', python({ file: 'sum.py', function: 'main', requirements: ['x'], indexUrlsFromConnectionIds: ['there', 'gone'] }))();
export default dag;
`,
  );
  const { findings } = await check({ connections: ['there'] });
  assert.deepEqual(
    findings.map(({ line, code, message }) => [line, code, /connection (\S+)/.exec(message)?.[1]]),
    [
      [3, 'unknown-connection', 'nowhere'],
      [4, 'unknown-connection', 'gone'],
    ],
  );
});

test('connections that notifiers name are looked for, and told once, where they are written', async () => {
  await write(
    'told.ts',
    `import { Dag, slackNotifier, slackWebhookNotifier, webhookNotifier } from '@aquilon/sdk';
const shared = webhookNotifier({ httpConnId: 'no_hook' });
const dag = new Dag('told', {
  onFailureCallback: [shared, slackWebhookNotifier({ slackWebhookConnId: 'there' })],
  deadline: {
    reference: 'dagrun_queued_at', interval: 60,
    callback: slackNotifier({ slackConnId: 'no_slack' }),
  },
});
dag.task('one', () => 1, { onRetryCallback: shared })();
dag.task('two', () => 2, {
  onFailureCallback: slackWebhookNotifier({ slackWebhookConnId: ['no', 'webhook'].join('_') }),
})();
dag.task('three', () => 3, { onFailureCallback: webhookNotifier({ httpConnId: '{{ params.hook }}' }) })();
export default dag;
`,
  );
  const { findings } = await check({ connections: ['there'] });
  assert.deepEqual(
    findings.map(({ line, code, message }) => [line, code, /connection (\S+)/.exec(message)?.[1]]),
    [
      [2, 'unknown-connection', 'no_hook'],
      [7, 'unknown-connection', 'no_slack'],
      [11, 'unknown-connection', 'no_webhook'],
    ],
  );
});

test('type errors of a folder without settings, packages or SDK of its own are found, also in what a DAG file imports', async () => {
  await write('helper.ts', `export const rows: number = 'text';\n`);
  await write(
    'typed.ts',
    `import { Dag } from '@aquilon/sdk';
import { rows } from './helper.ts';
const dag = new Dag('typed', {});
const one = dag.task('one', () => String(rows));
const two = dag.task('two', ({ n }: { n: number }) => n);
two({ n: one() });
export default dag;
`,
  );
  const report = await check({ types: true });
  assert.deepEqual(placesOf(report), ['helper.ts:1 type-error', 'typed.ts:6 type-error']);
  assert.ok(!report.unchecked.some((one) => one.startsWith('types')), report.unchecked.join());
});

test('the settings of the folder decide about its types', async () => {
  await write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: { strict: false, module: 'nodenext', target: 'esnext', noImplicitReturns: true },
    }),
  );
  await write(
    'loose.ts',
    `import { Dag } from '@aquilon/sdk';\nexport const half = (n: number) => { if (n > 1) return n; };\nexport default new Dag('loose');\n`,
  );
  assert.deepEqual(placesOf(await check({ types: true })), ['loose.ts:2 type-error']);
});

test('branches that nobody takes, and joins that wait for all ways, stand at the task that never runs', async () => {
  await write(
    'ways.ts',
    `import { branch, Dag, empty } from '@aquilon/sdk';
const dag = new Dag('ways');
const good = dag.task('good', () => true)();
const [a, b] = [dag.task('a', empty())(), dag.task('b', empty())()];
dag.if(good).then(a).else(b);
dag.task('both', empty())().after(a, b);
const pick = dag.task('pick', branch(() => {
  if (Date.now() > 0) return 'left';
  return ['right', 'nobody'];
}))();
const left = dag.task('left', empty())();
const right = dag.task('right', empty())();
const third = dag.task('third', empty())();
pick.before(left, right, third);
dag.task('after_pick', empty())().after(left, right);
export default dag;
`,
  );
  assert.deepEqual(placesOf(await check()), [
    'ways.ts:6 unreachable-task',
    'ways.ts:7 branch-name',
    'ways.ts:13 unreachable-branch',
    'ways.ts:15 join-after-branch',
  ]);
});

test('a branch whose function returns what is not written there may name anything', async () => {
  await write(
    'open.ts',
    `import { branch, Dag, empty, getContext } from '@aquilon/sdk';
const dag = new Dag('open');
const pick = dag.task('pick', branch(() => String(getContext().params.way)))();
pick.before(dag.task('a', empty())(), dag.task('b', empty())());
export default dag;
`,
  );
  assert.deepEqual(placesOf(await check()), []);
});

test('schedules that make no run are told: over before they begin to count, all dates past, nothing to start from', async () => {
  const file = (dagId: string, options: string) =>
    write(`${dagId}.ts`, `import { Dag } from '@aquilon/sdk';\nexport default new Dag('${dagId}', ${options});\n`);
  await file('a_over', `{ schedule: '@daily', startDate: '2025-01-01', endDate: '2025-02-01' }`);
  await file('b_made_up', `{ schedule: '@daily', startDate: '2025-01-01', endDate: '2025-02-01', catchup: true }`);
  await file('c_gap', `{ schedule: '0 0 29 2 *', startDate: '2026-03-01', endDate: '2027-01-01', catchup: true }`);
  await file('d_events', `{ schedule: { events: ['2026-01-01T00:00:00Z'] }, startDate: '2025-01-01' }`);
  await file('e_start', `{ schedule: '@daily' }`);
  await file('f_good', `{ schedule: '@daily', startDate: '2025-01-01' }`);
  await file('g_by_hand', '{}');
  assert.deepEqual(placesOf(await check()), [
    'a_over.ts:2 schedule-never-fires',
    'c_gap.ts:2 schedule-never-fires',
    'd_events.ts:2 schedule-past',
    'e_start.ts:2 no-start-date',
  ]);
});

test('timetables of the author are asked: one that gives no run, and one that throws', async () => {
  const file = (dagId: string, body: string) =>
    write(
      `${dagId}.ts`,
      `import { Dag } from '@aquilon/sdk';\nexport default new Dag('${dagId}', { schedule: {\n  nextDagrunInfo() { ${body} },\n  inferManualDataInterval: (at: Date) => ({ start: at, end: at }),\n} });\n`,
    );
  await file('a_none', 'return null;');
  await file('b_throws', `throw new Error('no calendar');`);
  await file(
    'c_good',
    `const at = new Date('2027-01-01'); return { runAfter: at, dataInterval: { start: at, end: at } };`,
  );
  const report = await check();
  assert.deepEqual(placesOf(report), ['a_none.ts:2 schedule-never-fires', 'b_throws.ts:2 timetable-error']);
  assert.match(JSON.stringify(report.findings[1]), /no calendar/);
});

test('DAGs, tasks and assets that are named and are nowhere are told', async () => {
  await write(
    'one.ts',
    `import { asset, Dag, externalTaskSensor, triggerDagRun } from '@aquilon/sdk';
export const one = new Dag('one', { schedule: asset('s3://x/made') });
one.task('go', triggerDagRun({ triggerDagId: 'nobody' }))();
one.task('go_on', triggerDagRun({ triggerDagId: '{{ params.dag }}' }))();
one.task('wait', externalTaskSensor({ externalDagId: 'two', externalTaskIds: ['make', 'gone'] }))();
export const two = new Dag('two', { schedule: asset('s3://x/lost') });
two.task('make', () => 1, { outlets: [asset('s3://x/made')] })();
`,
  );
  assert.deepEqual(placesOf(await check()), [
    'one.ts:3 unknown-dag',
    'one.ts:5 unknown-task',
    'one.ts:6 asset-without-producer',
  ]);
});

test('one id in two files, and one asset with two addresses, are errors', async () => {
  const text = (uri: string) =>
    `import { asset, Dag } from '@aquilon/sdk';\nconst dag = new Dag('twice');\ndag.task('a', () => 1, { outlets: [asset('${uri}', { name: 'same' })] })();\nexport default dag;\n`;
  await write('a.ts', text('s3://x/1'));
  await write('b.ts', text('s3://x/2'));
  const report = await check();
  assert.deepEqual(report.findings.map(({ code }) => code).sort(), ['asset-conflict', 'duplicate-dag']);
  assert.equal(report.errors, 2);
});

test('a file that never ends does not hold up the others', async () => {
  await write('a_never.ts', 'await new Promise((resolve) => setTimeout(resolve, 1e9));\n');
  await write('b_good.ts', `import { Dag } from '@aquilon/sdk';\nexport default new Dag('good');\n`);
  const files = await findDagFiles(folder);
  const load = { ...loadOptions(loadConfig({})), timeoutSeconds: 2 };
  const more = { catchupByDefault: false, findPython: findInterpreter, checkTypes: false, live: null, now: 0 };
  const report = await checkFiles({ files, folder, isWhole: true, productRoot: PRODUCT, load, ...more });
  assert.deepEqual([report.dags, placesOf(report)], [1, ['a_never.ts:null import-error']]);
});
