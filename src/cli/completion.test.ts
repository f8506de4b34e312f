/** `aquilon completion`, in the shells themselves. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { writeServerFile } from '#composition/server-file.ts';
import { runCommandLine } from '#test/support/command-line.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
const run = promisify(execFile);

/** Skipped where the shell is not installed, unless everything is required. */
const inShell = (shell: string) => ({
  skip:
    spawnSync(shell, ['--version']).status !== 0 && process.env.AQUILON_TEST_REQUIRE !== 'all'
      ? `${shell} is not installed`
      : false,
});

describe('completion', () => {
  let folder: string;
  let server: TestServer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aquilon-completion-'));
    await symlink(BIN, join(folder, 'aquilon'));
    server = await createTestServer();
    await insertDag(server.database, dag('shop', [task('load'), task('store')]));
    await insertDag(server.database, dag('stock', [task('count')]));
    const { address } = { address: await server.app.listen({ host: '127.0.0.1', port: 0 }) };
    writeServerFile(folder, { pid: process.pid, url: address, token: await server.tokenOf('admin'), keyId: 'none' });
    for (const shell of ['bash', 'zsh', 'fish'])
      await writeFile(join(folder, `script.${shell}`), (await runCommandLine(['completion', shell], {})).out);
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const env = () => ({ ...process.env, AQUILON_HOME: folder, PATH: `${folder}:${process.env.PATH}` });
  const words = async (...given: string[]): Promise<string[]> => {
    const { code, out, err } = await runCommandLine(['complete', '--', ...given], { AQUILON_HOME: folder });
    assert.equal(code, 0, err);
    return out.split('\n').slice(0, -1);
  };

  test('commands, options and their values are completed', async () => {
    assert.deepEqual(await words('da'), ['dag-processor', 'dags']);
    assert.deepEqual(await words('dags', 'list'), ['list', 'list-runs', 'list-jobs', 'list-import-errors']);
    assert.deepEqual(await words('dags', 'list', '--out'), ['--output']);
    assert.deepEqual(await words('dags', 'list', '-o', ''), ['table', 'json', 'yaml', 'plain']);
    assert.deepEqual(await words('completion', ''), ['bash', 'zsh', 'fish']);
    assert.deepEqual(await words('web'), []);
    assert.deepEqual(await words('variables', 'import', ''), []);
  });

  test('what commands alone need is not loaded for their names', async () => {
    const told = join(folder, 'loaded.mjs');
    await writeFile(
      told,
      `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => (console.error(url), next(url, context)) });`,
    );
    const main = join(import.meta.dirname, 'main.ts');
    const given = ['--import', told, main, 'complete', '--', 'dags', 'list-r'];
    const { stdout, stderr } = await run(process.execPath, given, { env: env() });
    assert.equal(stdout, 'list-runs\n');
    const packages = [...stderr.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(packages)].toSorted(), ['acorn', 'commander']);
  });

  test('what a command has compiled is kept for the next one, where it may be written', async () => {
    const kept = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'aquilon');
    await run(BIN, ['complete', '--', 'da'], { env: env() });
    assert.ok((await readdir(kept)).length > 0);
  });

  test('names of DAGs and tasks are asked of the server that runs', async () => {
    assert.deepEqual(await words('dags', 'details', 's'), ['shop', 'stock']);
    assert.deepEqual(await words('tasks', 'state', '--map-index', '1', 'shop', ''), ['load', 'store']);
    assert.deepEqual(await words('backfill', 'create', '--dag-id', 'sh'), ['shop']);
    const without = await runCommandLine(['complete', '--', 'dags', 'details', ''], { AQUILON_HOME: '/nowhere' });
    assert.deepEqual([without.code, without.out], [0, '']);
  });

  test('bash completes', inShell('bash'), async () => {
    const replies = async (line: string) => {
      const script = `source "$1"; COMP_LINE=$2; COMP_POINT=\${#COMP_LINE}; _aquilon; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = await run('bash', ['-c', script, '-', join(folder, 'script.bash'), line], { env: env() });
      return stdout.trim().split('\n');
    };
    assert.deepEqual(await replies('aquilon dags list-r'), ['list-runs']);
    assert.deepEqual(await replies('aquilon tasks list '), ['shop', 'stock']);
  });

  test('zsh reads the script', inShell('zsh'), async () => {
    const script = `autoload -Uz compinit && compinit -u -D && source "$1" && print -r -- "$_comps[aquilon]"`;
    const { stdout } = await run('zsh', ['-f', '-c', script, '-', join(folder, 'script.zsh')], { env: env() });
    assert.equal(stdout.trim(), '_aquilon');
  });

  test('fish completes', inShell('fish'), async () => {
    const script = `source $argv[1]; complete -C "aquilon dags list-r"`;
    const { stdout } = await run('fish', ['--no-config', '-c', script, join(folder, 'script.fish')], { env: env() });
    assert.equal(stdout.trim(), 'list-runs');
  });
});
