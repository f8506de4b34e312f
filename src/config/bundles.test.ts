import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfig } from './config.ts';
import { gitAddress, refProblem, viewTemplate } from './git-address.ts';

const NAME = 'AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST';
const LOCAL = 'airflow.dag_processing.bundles.local.LocalDagBundle';
const GIT = 'airflow.providers.git.bundles.git.GitDagBundle';

const read = (list: unknown) =>
  loadConfig({ [NAME]: typeof list === 'string' ? list : JSON.stringify(list) }).dagProcessor.bundles;
const git = (kwargs: object, name = 'shop') => [{ name, classpath: GIT, kwargs: { tracking_ref: 'main', ...kwargs } }];

function problemOf(list: unknown): string {
  try {
    read(list);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('bundles are read as Airflow writes them', () => {
  assert.equal(read(''), null);
  assert.deepEqual(read([]), []);
  const given = [
    { name: 'here', classpath: LOCAL, kwargs: { path: '/srv/dags', refresh_interval: 30 } },
    { name: 'folder', classpath: LOCAL, kwargs: {} },
    {
      name: 'shop',
      classpath: GIT,
      kwargs: {
        repo_url: 'https://me:a-token@git.example/shop.git',
        git_conn_id: 'git_shop',
        tracking_ref: 'release/1.0',
        subdir: 'flows/dags/',
        prune_dotgit_folder: false,
        refresh_interval: 12,
      },
      team_name: null,
    },
  ];
  assert.deepEqual(read(given), [
    { kind: 'local', name: 'here', path: '/srv/dags', refreshInterval: 30 },
    { kind: 'local', name: 'folder', path: null, refreshInterval: null },
    {
      kind: 'git',
      name: 'shop',
      address: { transport: 'https', url: 'https://git.example/shop.git', user: 'me', password: 'a-token' },
      connId: 'git_shop',
      trackingRef: 'release/1.0',
      subdir: 'flows/dags',
      viewUrlTemplate: null,
      refreshInterval: 12,
    },
  ]);
});

test('the bundles of the guide are read', () => {
  const guide = readFileSync(new URL('../../docs/guides/bundles.md', import.meta.url), 'utf8');
  const blocks = [...guide.matchAll(/```json\n(.*?)```/gs)].map(([, block = '']) =>
    read(block)?.map(({ name }) => name),
  );
  assert.deepEqual(blocks, [['team', 'shop']]);
});

test('everything that is wrong with bundles is told at once, and nothing of what may be a password', () => {
  const told = problemOf([
    { name: 'a/b', classpath: LOCAL, kwargs: { path: 3, pat: '/x' } },
    { name: 'two', classpath: 'airflow.S3DagBundle', kwargs: {}, team_name: 'red' },
    {
      name: 'three',
      classpath: GIT,
      kwargs: { repo_url: 'ftp://me:canary@x/y', tracking_ref: '--upload-pack=x', subdir: '../x' },
    },
    { name: 'four', classpath: GIT, kwargs: { refresh_interval: 0 } },
    ...git({ repo_url: 'https://x.example/y' }, 'five'),
    ...git({ repo_url: 'https://x.example/y' }, 'five'),
    { name: 'six', classpath: LOCAL, kwargs: { path: '/srv' } },
    { name: 'seven', classpath: LOCAL, kwargs: { path: '/srv/dags' } },
    7,
  ]);
  for (const part of [
    /bundle a\/b: name must be letters/,
    /bundle a\/b: path is no text/,
    /bundle a\/b: the argument pat is not known; known are path, refresh_interval/,
    /bundle two: classpath airflow.S3DagBundle is none of/,
    /bundle two: team_name is not supported/,
    /bundle three: tracking_ref "--upload-pack=x" begins with a dash/,
    /bundle three: subdir "..\/x" is no folder inside/,
    /bundle three: repo_url is none of https:/,
    /bundle four: tracking_ref is missing/,
    /bundle four: it has neither repo_url nor git_conn_id/,
    /bundle four: refresh_interval is no number of seconds up to 86400/,
    /two bundles are named five/,
    /the folders of the bundles six and seven overlap/,
    /bundle 9: it is no JSON object/,
  ])
    assert.match(told, part);
  assert.doesNotMatch(told, /canary/);
  assert.match(problemOf('[{'), /is no JSON/);
  assert.match(problemOf('{}'), /is no JSON list/);
});

test('addresses that git would take for an option, a program or a file of the server are refused', () => {
  for (const wrong of [
    '-oProxyCommand=touch /tmp/x',
    '--upload-pack=touch',
    'ext::sh -c touch',
    'ext::sh',
    'fd::17',
    'file:///etc',
    'git://host/x',
    'ftp://host/x',
    'ssh://-oProxyCommand=x/y',
    'ssh://me:secret@host/x',
    '-x@host:path',
    'me@-host:path',
    'relative/path',
    'https://',
    'https://host/a b',
    'https://host/\nx',
    '',
  ])
    assert.ok('problem' in gitAddress(wrong), wrong);
  assert.deepEqual(gitAddress('/srv/shop.git'), {
    transport: 'path',
    url: '/srv/shop.git',
    user: null,
    password: null,
  });
  for (const [right, transport] of [
    ['https://github.com/me/shop.git', 'https'],
    ['http://host:8080/shop', 'http'],
    ['ssh://git@host:2222/shop.git', 'ssh'],
    ['git@github.com:me/shop.git', 'ssh'],
    ['host:shop.git', 'ssh'],
  ] as const) {
    const address = gitAddress(right);
    assert.deepEqual(address, { transport, url: right, user: null, password: null });
  }
});

test('refs follow the rules of git', () => {
  for (const right of ['main', 'release/1.0', 'v1.2.3', 'a@b', '0123456789abcdef0123456789abcdef01234567'])
    assert.equal(refProblem(right), undefined, right);
  for (const wrong of [
    '',
    '-x',
    '--all',
    '+main',
    'a..b',
    'a b',
    'a:b',
    'a^',
    'a~1',
    'a*',
    'a?',
    'a[',
    'a\\b',
    '/a',
    'a/',
    'a.',
    '.a',
    'a/.b',
    'a.lock',
    'a//b',
    'a@{1}',
    '@',
  ])
    assert.notEqual(refProblem(wrong), undefined, wrong);
});

test('the pages of known hosts show a commit', () => {
  const page = (url: string, subdir: string | null = null) => {
    const address = gitAddress(url);
    return 'problem' in address ? address.problem : viewTemplate(address, subdir);
  };
  assert.equal(page('https://me:token@github.com/me/shop.git'), 'https://github.com/me/shop/tree/{version}');
  assert.equal(page('git@github.com:me/shop.git', 'dags'), 'https://github.com/me/shop/tree/{version}/dags');
  assert.equal(page('ssh://git@gitlab.com:22/me/shop.git'), 'https://gitlab.com/me/shop/-/tree/{version}');
  assert.equal(page('https://bitbucket.org/me/shop'), 'https://bitbucket.org/me/shop/src/{version}');
  assert.equal(page('https://github.com.evil.example/me/shop'), null);
  assert.equal(page('/srv/shop.git'), null);
});
