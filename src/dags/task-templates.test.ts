import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type LoadedFile, loadFiles } from './load.ts';

const limits = {
  timeoutSeconds: 30,
  memoryMb: 256,
  mails: { failure: true, retry: true },
  dataIntervals: { cron: false, interval: false },
  defaultQueue: 'default',
};
let folder: string;
let count = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-templates-'));
  await mkdir(join(folder, 'sql'));
  await writeFile(join(folder, 'sql/query.sh'), "{% include 'sql/part.sh' %} {{ ds }}");
  await writeFile(join(folder, 'sql/part.sh'), 'echo');
  await writeFile(join(folder, 'wrong.sh'), 'echo\n{{ ds');
  await symlink('/etc/hostname', join(folder, 'link.sh'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function load(body: string): Promise<LoadedFile> {
  const file = join(folder, `dag${count++}.ts`);
  await writeFile(
    file,
    `import { bash, Dag, defineOperator, email } from '@aquilon/sdk';
const dag = new Dag('d', { schedule: null });
${body}
export default dag;
`,
  );
  for await (const loaded of loadFiles([file], limits)) return loaded;
  throw new Error('nothing was loaded');
}
const errorOf = async (body: string) => {
  const loaded = await load(body);
  return loaded.ok ? assert.fail('it was loaded') : loaded.error;
};
const command = (text: string) => `dag.task('t', bash({ bashCommand: ${JSON.stringify(text)} }))();`;

test('a template file and what it includes are part of the snapshot', async () => {
  const loaded = await load(command('sql/query.sh'));
  assert.ok(loaded.ok, JSON.stringify(loaded));
  assert.deepEqual(loaded.dags[0]?.tasks[0]?.template, {
    fields: ['bashCommand', 'env', 'cwd'],
    ext: ['.sh', '.bash'],
    files: ['sql/query.sh', 'sql/part.sh'],
  });
  assert.equal(loaded.files[join(folder, 'sql/part.sh')], 'echo');
});

test('an attachment is no template, whatever its name ends with', async () => {
  const mail = "{ to: 'a@example.com', subject: 's', htmlContent: '<p></p>', files: ['/reports/{{ ds }}.html'] }";
  const loaded = await load(`dag.task('t', email(${mail}))();`);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  assert.equal(loaded.dags[0]?.tasks[0]?.template?.files, undefined);
});

test('a template that is wrong is refused when the DAG is loaded, with task, field and line', async () => {
  assert.match(
    await errorOf(command('a\n{% if %}')),
    /task t \(line 3\): template bashCommand, line 2: unexpected token/,
  );
  assert.match(await errorOf(command('wrong.sh')), /template wrong.sh, line 2: /);
  const mapped = `dag.task('t', ({ a }: { a: string }) => a, { mapIndexTemplate: '{{ x' })({ a: 'b' });`;
  assert.match(await errorOf(mapped), /task t \(line 3\): template mapIndexTemplate, line 1: /);
  const nested = `dag.task('t', (_: { a: string[] }) => 1)({ a: ['{{ 1 +  }}'] });`;
  assert.match(await errorOf(nested), /template a, line 1: /);
});

test('a template file that is missing or lies outside of the folder is refused, links included', async () => {
  assert.match(
    await errorOf(command('none.sh')),
    /template none.sh: .*none.sh cannot be read \(ENOENT\).*space at its end/,
  );
  assert.match(await errorOf(command('../x.sh')), /must not lead out of it/);
  assert.match(await errorOf(command('/etc/x.sh')), /must not lead out of it/);
  assert.match(await errorOf(command('link.sh')), /link.sh: it leads out of the folder of the DAG file/);
  assert.match(await errorOf(command("{% include '../../etc/passwd' %}")), /must not lead out of it/);
});

test('an operator of one’s own names its template fields', async () => {
  const body = `const query = defineOperator('Query', (_: { sql: string; limit: number }) => 1, { templateFields: ['sql'] });
dag.task('t', query({ sql: 'select {{ ds }}', limit: 1 }))();`;
  const loaded = await load(body);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  assert.deepEqual(loaded.dags[0]?.tasks[0]?.template, { fields: ['sql'], ext: [] });
});

test('arguments without a mark of a template cost nothing: the task has no templates', async () => {
  const loaded = await load(`dag.task('t', ({ a }: { a: string }) => a)({ a: 'plain' });`);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  assert.equal(loaded.dags[0]?.tasks[0]?.template, undefined);
});

test('the statement of a sensor may be a file, and a DAG with native objects says so to its templates', async () => {
  await writeFile(join(folder, 'ready.sql'), "select 1 where day = '{{ ds }}'");
  const body = `import { sqlSensor } from '@aquilon/sdk';
const other = new Dag('native', { renderTemplateAsNativeObj: true });
other.task('wait', sqlSensor({ connId: 'db', sql: 'ready.sql' }))();
export { other };`;
  const loaded = await load(body);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const template = loaded.dags.find(({ dagId }) => dagId === 'native')?.tasks[0]?.template;
  assert.deepEqual(template, {
    fields: ['sql', 'parameters'],
    ext: ['.sql', '.hql'],
    native: true,
    files: ['ready.sql'],
  });
});
