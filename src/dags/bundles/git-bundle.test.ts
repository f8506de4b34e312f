import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, test } from 'node:test';
import type { GitBundleSetting } from '#config/bundles.ts';
import { connectionOf } from '#config/connection.ts';
import { type GitAddress, gitAddress } from '#config/git-address.ts';
import { createLogger } from '#support/logger.ts';
import { createGitRemote, type GitRemote, type GitServer, serveGit } from '#test/support/git-remote.ts';
import { withoutGit } from '#test/support/without-git.ts';
import type { Bundle } from './bundle.ts';
import { createGitBundle } from './git-bundle.ts';
import { secondsToNext } from './refresh.ts';

const TOKEN = 'canary-token-4711';
const PATH = env.PATH ?? '';

let home: string;
let remote: GitRemote;
let server: GitServer;
let log: string[];
let bundles: Bundle[];
/** Commits that open runs keep. */
let inUse: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'aquilon home '));
  remote = await createGitRemote();
  server = await serveGit(remote);
  log = [];
  bundles = [];
  inUse = [];
});
afterEach(async () => {
  env.PATH = PATH;
  for (const bundle of bundles) await bundle.stop();
  await server.close();
  await remote.remove();
  await rm(home, { recursive: true, force: true });
});

const address = (text: string): GitAddress => {
  const found = gitAddress(text);
  assert.ok(!('problem' in found));
  return found;
};

interface Given extends Partial<GitBundleSetting> {
  url?: string;
  /** Of the connection `git_shop`. */
  login?: string | null;
  password?: string | null;
  host?: string | null;
  extra?: object;
  timeoutSeconds?: number;
}

function open({
  url,
  login = null,
  password = null,
  host = null,
  extra,
  timeoutSeconds = 60,
  ...setting
}: Given = {}): Bundle {
  const fields = { connType: 'git', description: null, schema: null, port: null, host, login, password };
  const bundle = createGitBundle(
    {
      kind: 'git',
      name: 'shop',
      address: host === null ? address(url ?? remote.path) : null,
      connId: null,
      trackingRef: 'main',
      subdir: null,
      viewUrlTemplate: null,
      refreshInterval: null,
      ...setting,
    },
    {
      home,
      logger: createLogger({ level: 'info', format: 'text', write: (line) => log.push(line) }),
      refreshSeconds: 300,
      timeoutSeconds,
      commitsInUse: async () => inUse,
      getConnection: async (connId) =>
        connId === 'git_shop'
          ? connectionOf(connId, { ...fields, extra: extra === undefined ? null : JSON.stringify(extra) })
          : null,
    },
  );
  bundles.push(bundle);
  return bundle;
}

const textIn = (folder: string | undefined, name: string) => readFile(join(folder ?? '', name), 'utf8');

async function everyFileBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name), 'latin1'));
  return (await Promise.all(files)).join('\n');
}

/** A program of this name that goes first on the PATH. */
async function putFirst(name: string, script: string): Promise<string> {
  const folder = await mkdtemp(join(home, 'bin-'));
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  env.PATH = `${folder}:${PATH}`;
  return folder;
}

test('a branch is followed: what changed is written, what did not is left untouched, what is gone is removed', {
  skip: withoutGit,
}, async () => {
  const first = await remote.commit({ 'a.ts': 'a1', 'b.ts': 'b1', 'c.ts': 'c1' });
  const bundle = open({ viewUrlTemplate: 'https://git.example/{version}/{subdir}' });
  assert.deepEqual(await bundle.open(), { folders: null, version: null, url: null, problem: null });
  assert.deepEqual(await bundle.fetch(), { ok: true, isNews: true });
  const { folders, version, url, problem } = await bundle.open();
  assert.deepEqual([version, url, problem], [first, `https://git.example/${first}/`, null]);
  const folder = folders?.[0];
  assert.equal(await textIn(folder, 'a.ts'), 'a1');
  assert.deepEqual(await bundle.fetch(), { ok: true, isNews: false });

  const before = await stat(join(folder ?? '', 'b.ts'));
  const second = await remote.commit({ 'a.ts': 'a2', 'c.ts': null });
  await writeFile(join(folder ?? '', 'stray.ts'), 'left here by somebody');
  assert.deepEqual(await bundle.fetch(), { ok: true, isNews: true });
  assert.equal((await bundle.open()).version, second);
  assert.deepEqual((await readdir(folder ?? '')).sort(), ['a.ts', 'b.ts']);
  assert.equal(await textIn(folder, 'a.ts'), 'a2');
  const after = await stat(join(folder ?? '', 'b.ts'));
  assert.deepEqual([after.mtimeMs, after.ino], [before.mtimeMs, before.ino]);
});

test('a forced push to another history, a tag, a commit and a folder of the repository', {
  skip: withoutGit,
}, async () => {
  const first = await remote.commit({ 'dags/x.ts': 'x1', 'readme.md': 'r' });
  await remote.git('tag', '-a', 'v1', '-m', 'one');
  await remote.git('push', '--quiet', 'origin', 'v1');
  const bundle = open({ subdir: 'dags' });
  await bundle.fetch();
  await bundle.open();
  await remote.git('checkout', '--quiet', '--orphan', 'anew');
  await remote.git('rm', '-rfq', '.');
  await remote.git('config', 'push.default', 'nothing');
  await remote.git('commit', '--quiet', '--allow-empty', '-m', 'Nothing');
  await remote.git('push', '--quiet', '--force', 'origin', 'anew:main');
  await bundle.fetch();
  const empty = await bundle.open();
  assert.equal(empty.folders, null);
  assert.match(empty.problem ?? '', /it has no folder dags/);

  const tagged = open({ name: 'tagged', trackingRef: 'v1', subdir: 'dags' });
  await tagged.fetch();
  const { version, folders } = await tagged.open();
  assert.equal(version, first);
  assert.equal(await textIn(folders?.[0], 'x.ts'), 'x1');

  await remote.git('push', '--quiet', 'origin', `${first}:refs/heads/kept`);
  await remote.git('--git-dir', remote.path, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  const pinned = open({ name: 'pinned', trackingRef: first });
  assert.deepEqual(await pinned.fetch(), { ok: true, isNews: true });
  assert.equal((await pinned.open()).version, first);
});

test('a password of a connection reaches the server, and is in no argument, file or line of the log', {
  skip: withoutGit,
}, async () => {
  await remote.commit({ 'a.ts': 'a' });
  server.login = `me:${TOKEN}`;
  const seen = await mkdtemp(join(tmpdir(), 'aquilon-args-'));
  await putFirst('git', `printf '%s\\n' "$*" >> '${seen}/args'\nPATH='${PATH}' exec git "$@"`);
  try {
    const bundle = open({ connId: 'git_shop', host: server.url, login: 'me', password: TOKEN });
    assert.deepEqual(await bundle.fetch(), { ok: true, isNews: true });
    assert.equal((await bundle.open()).problem, null);
    const args = await readFile(join(seen, 'args'), 'utf8');
    assert.match(args, /fetch .*http:\/\/127\.0\.0\.1/);
    for (const text of [args, log.join('\n'), await everyFileBelow(home)]) assert.doesNotMatch(text, /canary/);
    // An address may hold it as well.
    const other = open({ name: 'other', url: server.url.replace('http://', `http://me:${TOKEN}@`) });
    assert.deepEqual(await other.fetch(), { ok: true, isNews: true });
    for (const text of [args, log.join('\n'), await everyFileBelow(home)]) assert.doesNotMatch(text, /canary/);
  } finally {
    await rm(seen, { recursive: true });
  }
});

test('with a wrong password the old commit stays, and the problem is told without the password until it is over', {
  skip: withoutGit,
}, async () => {
  const first = await remote.commit({ 'a.ts': 'a1' });
  server.login = `me:${TOKEN}`;
  const bundle = open({ url: server.url, connId: 'git_shop', login: 'me', password: TOKEN });
  await bundle.fetch();
  await bundle.open();
  const second = await remote.commit({ 'a.ts': 'a2' });
  server.login = 'me:another-token';
  assert.deepEqual(await bundle.fetch(), { ok: false, isNews: true });
  assert.deepEqual(await bundle.fetch(), { ok: false, isNews: false });
  const { version, problem } = await bundle.open();
  assert.equal(version, first);
  assert.match(problem ?? '', /^The DAG bundle shop could not be fetched: main of http:.*Authentication failed/s);
  assert.doesNotMatch(`${problem} ${log.join('\n')}`, /canary/);
  assert.match(log.join('\n'), /WARNING.*could not be fetched/);
  server.login = `me:${TOKEN}`;
  assert.deepEqual(await bundle.fetch(), { ok: true, isNews: true });
  const after = await bundle.open();
  assert.deepEqual([after.version, after.problem], [second, null]);
});

test('what git stores of the user is not asked, and an address that leads elsewhere is not followed', {
  skip: withoutGit,
}, async () => {
  await remote.commit({ 'a.ts': 'a' });
  const other = await serveGit(remote);
  try {
    server.mode = 'redirect';
    server.target = new URL(other.url).origin;
    const bundle = open({ url: server.url, connId: 'git_shop', login: 'me', password: TOKEN });
    assert.equal((await bundle.fetch()).ok, false);
    assert.equal(other.requests, 0);
    server.mode = 'serve';
    server.login = 'stored:stored-password';
    const config = join(home, 'gitconfig');
    await writeFile(
      config,
      '[credential]\n\thelper = "!f() { echo username=stored; echo password=stored-password; }; f"\n',
    );
    env.GIT_CONFIG_GLOBAL = config;
    env.GIT_CONFIG_COUNT = '1';
    env.GIT_CONFIG_KEY_0 = 'credential.helper';
    env.GIT_CONFIG_VALUE_0 = '!f() { echo username=stored; echo password=stored-password; }; f';
    assert.equal((await open({ name: 'two', url: server.url }).fetch()).ok, false);
  } finally {
    for (const name of ['GLOBAL', 'COUNT', 'KEY_0', 'VALUE_0']) delete env[`GIT_CONFIG_${name}`];
    await other.close();
  }
});

test('a server that does not answer is given up, and stopping does not wait for it', { skip: withoutGit }, async () => {
  await remote.commit({ 'a.ts': 'a' });
  server.mode = 'hang';
  const bundle = open({ url: server.url, timeoutSeconds: 1 });
  assert.equal((await bundle.fetch()).ok, false);
  assert.match((await bundle.open()).problem ?? '', /it took longer than 1 s/);
  const patient = open({ name: 'patient', url: server.url, timeoutSeconds: 3600 });
  const before = server.requests;
  const fetching = patient.fetch();
  while (server.requests === before) await new Promise((resolve) => setTimeout(resolve, 10));
  await patient.stop();
  assert.deepEqual(await fetching, { ok: false, isNews: false });
  assert.equal(log.filter((line) => line.includes('patient')).length, 0);
});

test('a bundle is fetched once at a time', { skip: withoutGit }, async () => {
  await remote.commit({ 'a.ts': 'a' });
  const alone = open({ name: 'alone', url: server.url });
  await alone.fetch();
  const requests = server.requests;
  server.requests = 0;
  const bundle = open({ url: server.url });
  await Promise.all([bundle.fetch(), bundle.fetch(), bundle.fetch()]);
  assert.equal(server.requests, requests);
});

test('what a killed process left is cleared away', { skip: withoutGit }, async () => {
  const first = await remote.commit({ 'a.ts': 'a1' });
  await open().fetch();
  const place = join(home, 'bundles', 'shop');
  await mkdir(join(place, 'access-left'));
  await writeFile(join(place, 'access-left', 'key'), 'a key');
  for (const lock of ['index.lock', 'shallow.lock', 'HEAD.lock'])
    await writeFile(join(place, 'repository.git', lock), '');
  await remote.commit({ 'a.ts': 'a2' });
  const bundle = open();
  assert.equal((await bundle.open()).version, first);
  assert.deepEqual(await bundle.fetch(), { ok: true, isNews: true });
  assert.equal((await bundle.open()).problem, null);
  assert.deepEqual((await readdir(place)).sort(), ['checkout', 'repository.git']);
  await rm(join(place, 'repository.git', 'HEAD'));
  const mended = open();
  assert.deepEqual(await mended.fetch(), { ok: true, isNews: true });
  assert.equal((await mended.open()).problem, null);
});

test('without git a bundle says so, and with what it has fetched before it goes on', { skip: withoutGit }, async () => {
  await remote.commit({ 'a.ts': 'a' });
  const bundle = open();
  env.PATH = join(home, 'nothing');
  assert.equal((await bundle.fetch()).ok, false);
  assert.match((await bundle.open()).problem ?? '', /needs the command git, which is not on the PATH/);
  assert.match(log.join('\n'), /ERROR/);
  env.PATH = PATH;
  assert.equal((await bundle.fetch()).ok, true);
});

test('a ref, a connection or a host that is not there is named', { skip: withoutGit }, async () => {
  await remote.commit({ 'a.ts': 'a' });
  const problem = async (given: Given) => {
    const bundle = open(given);
    assert.equal((await bundle.fetch()).ok, false);
    return (await bundle.open()).problem ?? '';
  };
  assert.match(await problem({ trackingRef: 'nowhere' }), /couldn't find remote ref nowhere/);
  assert.match(await problem({ connId: 'gone' }), /there is no connection gone/);
  assert.match(await problem({ connId: 'git_shop', host: 'ext::sh -c x' }), /the host of the connection git_shop/);
  assert.match(
    await problem({ connId: 'git_shop', extra: { host_proxy_cmd: 'x' } }),
    /host_proxy_cmd .* is not supported/,
  );
  assert.match(await problem({ connId: 'git_shop', extra: { ssh_port: 'x' } }), /ssh_port .* is no port/);
});

test('over ssh the key of the connection is a file that only we can read, and is gone afterwards', {
  skip: withoutGit,
}, async () => {
  const commit = await remote.commit({ 'a.ts': 'a' });
  const script = `
printf '%s\\n' "$@" > '${home}/ssh-args'
while [ "$1" != "-i" ]; do shift; done
stat -c %a "$2" > '${home}/ssh-mode'
cp "$2" '${home}/ssh-key'
"$SSH_ASKPASS" "Enter passphrase for key" > '${home}/ssh-passphrase'
PATH='${PATH}' exec git upload-pack '${remote.path}'`;
  await putFirst('ssh', script);
  const extra = { private_key: 'canary\nkey', private_key_passphrase: "it's canary", ssh_port: 2222 };
  const bundle = open({ url: 'git@host.example:me/shop.git', connId: 'git_shop', extra });
  assert.deepEqual(await bundle.fetch(), { ok: true, isNews: true });
  assert.equal((await bundle.open()).version, commit);
  const read = (name: string) => readFile(join(home, name), 'utf8');
  assert.deepEqual(
    [await read('ssh-mode'), await read('ssh-key'), await read('ssh-passphrase')],
    ['600\n', 'canary\nkey\n', "it's canary\n"],
  );
  const args = await read('ssh-args');
  assert.match(
    args,
    /StrictHostKeyChecking=accept-new\n[\s\S]*-p\n2222\n[\s\S]*IdentitiesOnly=yes\n[\s\S]*git@host\.example\n/,
  );
  assert.doesNotMatch(args, /canary/);
  assert.doesNotMatch(await everyFileBelow(join(home, 'bundles')), /canary/);
});

test('each commit that is kept has a folder with all of its files, until no open run keeps it', {
  skip: withoutGit,
}, async () => {
  const first = await remote.commit({ 'dags/a.ts': 'a1', 'data.txt': '1' });
  const bundle = open();
  await bundle.fetch();
  await bundle.open();
  const [folder, same] = await Promise.all([bundle.folderOf?.(first), bundle.folderOf?.(first)]);
  assert.equal(folder, same);
  const second = await remote.commit({ 'dags/a.ts': 'a2', 'data.txt': null });
  await bundle.fetch();
  await bundle.open();
  assert.deepEqual([await textIn(folder, 'dags/a.ts'), await textIn(folder, 'data.txt')], ['a1', '1']);
  assert.deepEqual((await bundle.open()).version, second);

  const commits = async () => (await readdir(join(home, 'bundles', 'shop', 'commits'))).sort();
  inUse = [first];
  await mkdir(join(home, 'bundles', 'shop', 'commits', `${second}.draft`));
  await open().folderOf?.(second);
  assert.deepEqual(await commits(), [first, second].sort());
  const third = await remote.commit({});
  const later = open();
  await later.fetch();
  inUse = [third];
  await later.folderOf?.(third);
  assert.deepEqual(await commits(), [third]);
});

test('a commit that is not here any more is asked for, and named where it is gone', { skip: withoutGit }, async () => {
  const first = await remote.commit({ 'a.ts': 'a1' });
  await remote.commit({ 'a.ts': 'a2' });
  const bundle = open({ url: server.url });
  await bundle.fetch();
  assert.equal(await textIn(await bundle.folderOf?.(first), 'a.ts'), 'a1');
  const gone = '0123456789abcdef0123456789abcdef01234567';
  await assert.rejects(
    async () => bundle.folderOf?.(gone),
    /The commit 0123456789\w+ of the DAG bundle shop, .* cannot be had/,
  );
});

test('after failures a bundle is asked sooner at first, and then less and less often', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 7, 50].map((failures) => secondsToNext(60, failures)),
    [60, 5, 10, 20, 300, 300],
  );
  assert.equal(secondsToNext(3600, 50), 3600);
});
