/** A project as `aquilon init` makes it, on the Node of the machine: it installs, its tests pass, its types are right. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PRODUCT_ROOT } from '#composition/product.ts';
import { runAquilon } from './run-aquilon.ts';

/** Generous: a slow machine must not fail a test of what is right. */
const LIMIT_MS = 240_000;

let folder: string;
let project: string;
let said: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-init-'));
  project = join(folder, 'my dags');
  const made = await runAquilon(['init', project], { AQUILON_HOME: join(folder, 'home') });
  assert.equal(made.code, 0, made.err);
  said = made.out;
  await useInstalledPackages();
  const installed = await npm('install', '--offline', '--no-audit', '--no-fund');
  assert.equal(installed.code, 0, installed.text);
});
after(() => rm(folder, { recursive: true, force: true }));

/** No registry is asked: what the product has installed stands for the packages of the registry. */
async function useInstalledPackages(): Promise<void> {
  const path = join(project, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { devDependencies: { [name: string]: string } };
  for (const name of ['@types/node', 'typescript']) {
    assert.match(manifest.devDependencies[name] ?? '', /^\^\d/);
    manifest.devDependencies[name] = `file:${join(PRODUCT_ROOT, 'node_modules', name)}`;
  }
  await writeFile(path, JSON.stringify(manifest));
}

const npm = (...args: string[]) => run('npm', args, project);

/** `tools`: a folder that is searched for programs first. */
function run(
  program: string,
  args: readonly string[],
  cwd: string,
  tools?: string,
): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    // The oldest Node that the product starts on is the machine's, not the one that runs this test.
    const path = (process.env.PATH ?? '').split(':').filter((one) => !one.includes('node_modules'));
    const own = { PATH: [...(tools ? [tools] : []), ...path].join(':'), NODE_OPTIONS: '', AQUILON_HOME: undefined };
    // Else its test runner takes itself for a part of this one.
    const env = { ...process.env, ...own, NODE_TEST_CONTEXT: undefined };
    execFile(program, args, { cwd, env, timeout: LIMIT_MS }, (error, out, err) =>
      resolve({ code: error ? 1 : 0, text: `${out}${err}` }),
    );
  });
}

test('init says what to do next, and so does the README', async () => {
  const readme = await readFile(join(project, 'README.md'), 'utf8');
  for (const step of ['npm install', 'npm test', 'npm run check', 'npm start'])
    assert.ok(said.includes(step) && readme.includes(step), step);
  assert.ok(said.includes(`cd '${project}'`));
  assert.match(readme, /npx aquilon/);
  assert.match(await readFile(join(project, '.gitignore'), 'utf8'), /^replays\/$/m);
  assert.match(await readFile(join(project, 'dags', 'hello.ts'), 'utf8'), /startDate: '\d{4}-\d\d-\d\d'/);
});

test('npm test runs the tests of the project, that of its DAG included', async () => {
  const { code, text } = await npm('test');
  assert.equal(code, 0, text);
  assert.match(text, /hello adds what it loads/);
  assert.match(text, /pass 4/);
});

test('npm run check finds no wrong types and no wrong DAG, and finds a wrong type', async () => {
  const right = await npm('run', 'check');
  assert.equal(right.code, 0, right.text);
  await writeFile(join(project, 'src', 'wrong.ts'), 'export const wrong: number = "no number";\n');
  const wrong = await npm('run', 'check');
  await rm(join(project, 'src', 'wrong.ts'));
  assert.equal(wrong.code, 1);
  assert.match(wrong.text, /wrong\.ts/);
});

test('npx aquilon is the command line of the product', async () => {
  assert.ok(existsSync(join(project, 'node_modules', '.bin', 'aquilon')));
  const { code, text } = await npm('exec', '--offline', 'aquilon', 'version');
  assert.equal(code, 0, text);
});

test('without a server the commands see the DAGs of the project, again and again', async () => {
  const aquilon = (...words: string[]) => npm('exec', '--offline', '--', 'aquilon', ...words);
  for (const time of ['first', 'second']) {
    const { code, text } = await aquilon('dags', 'list', '-o', 'plain');
    assert.equal(code, 0, text);
    assert.match(text, /^hello .*dags\/hello\.ts/m, time);
    assert.doesNotMatch(text, /Airflow_Lab2/);
  }
  assert.match((await aquilon('dags', 'plan')).text, /0 new, 0 changed, 0 removed, .* 1 unchanged/);
  const tried = await aquilon('dags', 'test', 'hello');
  assert.equal(tried.code, 0, tried.text);
});

test('the first command of a product of which nothing is installed installs it, and needs no npm start before', async () => {
  const [clone, tools] = [join(folder, 'clone'), join(folder, 'tools')];
  for (const name of ['bin', 'scripts', 'src', 'sdk', 'package.json', 'package-lock.json'])
    await cp(join(PRODUCT_ROOT, name), join(clone, name), { recursive: true });
  await mkdir(tools);
  // No registry is asked: in the place of npm, what the product has installed is taken.
  const text = `#!/bin/sh\necho "npm $1 in $PWD"\nln -s '${join(PRODUCT_ROOT, 'node_modules')}' node_modules\n`;
  await writeFile(join(tools, 'npm'), text, { mode: 0o755 });
  const other = join(folder, 'other');
  const made = await run('node', [join(clone, 'bin', 'aquilon.js'), 'init', other], folder, tools);
  assert.equal(made.code, 0, made.text);
  assert.match(made.text, /installing packages/);
  assert.ok(made.text.includes(`npm ci in ${clone}`), made.text);
  assert.ok(existsSync(join(other, 'aquilon.config.yaml')));
});
