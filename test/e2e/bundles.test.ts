/** The example of the guide on bundles, with commits that come while runs are open. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createGitRemote, serveGit } from '#test/support/git-remote.ts';
import { withoutGit } from '#test/support/without-git.ts';
import { withoutPython } from '#test/support/without-python.ts';
import { type Played, readRun } from './play-dag.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

const guide = (name: string) => readFileSync(new URL(`../../docs/guides/dags/${name}`, import.meta.url), 'utf8');

/** Reads what it is given of its commit in the other ways that there are. */
const OTHER_WAYS = `
import { Dag, python } from '@aquilon/sdk';
const dag = new Dag('other_ways');
dag.task('late_import', async (): Promise<string> => (await import('./late.ts')).default)();
${withoutPython ? '' : `dag.task('script', python<{}, string>({ file: 'scripts/say.py', function: 'say' }))();`}
export default dag;
`;

const filesOf = (version: string) => ({
  'dags/scripts/tariff.txt': version,
  'dags/late.ts': `export default 'late ${version}';\n`,
  'dags/scripts/say.py': `def say():\n    return "script ${version}"\n`,
});

interface Run {
  dag_run_id: string;
  bundle_version: string | null;
  dag_versions: { bundle_name: string; bundle_version: string; bundle_url: string }[];
}

async function makeRun(server: RunningServer, dagId: string): Promise<Run> {
  return server.ask('POST', `/api/v2/dags/${dagId}/dagRuns`, { logical_date: null });
}

/** The DAG is live in the commit. */
async function isLive(server: RunningServer, dagId: string, commit: string): Promise<void> {
  await eventually(`${dagId} in ${commit}`, async () => {
    const dag = await server.ask<{ bundle_version: string }>('GET', `/api/v2/dags/${dagId}`);
    return dag.bundle_version === commit ? true : undefined;
  });
}

const switchTo = (server: RunningServer, dagId: string, paused: boolean) =>
  server.ask('PATCH', `/api/v2/dags/${dagId}`, { is_paused: paused });

test('tariff_of_the_day: a run keeps the commit it was made with, until it is cleared to run on the latest', {
  skip: withoutGit,
}, async () => {
  const remote = await createGitRemote();
  const git = await serveGit(remote);
  git.login = 'robot:a-token-of-the-shop';
  process.env.AIRFLOW_CONN_GIT_SHOP = JSON.stringify({
    conn_type: 'git',
    host: git.url,
    login: 'robot',
    password: 'a-token-of-the-shop',
  });
  const first = await remote.commit({
    'dags/tariff_of_the_day.ts': guide('tariff_of_the_day.ts'),
    'dags/other_ways.ts': OTHER_WAYS,
    ...filesOf('1'),
  });
  const kwargs = {
    git_conn_id: 'git_shop',
    tracking_ref: 'main',
    subdir: 'dags',
    refresh_interval: 0.5,
    view_url_template: 'https://git.example/tree/{version}/{subdir}',
  };
  const bundle = { name: 'shop', classpath: 'airflow.providers.git.bundles.git.GitDagBundle', kwargs };
  let server: RunningServer | undefined;
  try {
    server = await startServer({ AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST: JSON.stringify([bundle]) });
    await isLive(server, 'other_ways', first);
    await isLive(server, 'tariff_of_the_day', first);
    // Both DAGs are paused: their runs wait.
    const old = await makeRun(server, 'tariff_of_the_day');
    const oldOther = await makeRun(server, 'other_ways');
    assert.equal(old.bundle_version, first);
    assert.deepEqual(
      old.dag_versions.map((one) => [one.bundle_name, one.bundle_version, one.bundle_url]),
      [['shop', first, `https://git.example/tree/${first}/dags`]],
    );

    const second = await remote.commit(filesOf('2'));
    await isLive(server, 'tariff_of_the_day', second);
    await isLive(server, 'other_ways', second);
    const recent = await makeRun(server, 'tariff_of_the_day');
    const recentOther = await makeRun(server, 'other_ways');
    assert.equal(recent.bundle_version, second);
    for (const dagId of ['tariff_of_the_day', 'other_ways']) await switchTo(server, dagId, false);

    const read = async (dagId: string, { dag_run_id: id }: Run): Promise<Played> =>
      readRun(server as RunningServer, dagId, id);
    assert.equal(await (await read('tariff_of_the_day', old)).value('tariff'), 1);
    assert.equal(await (await read('tariff_of_the_day', recent)).value('tariff'), 2);
    for (const [run, version] of [
      [oldOther, '1'],
      [recentOther, '2'],
    ] as const) {
      const played = await read('other_ways', run);
      assert.equal(played.state, 'success');
      assert.equal(await played.value('late_import'), `late ${version}`);
      if (!withoutPython) assert.equal(await played.value('script'), `script ${version}`);
    }

    const url = `/api/v2/dags/tariff_of_the_day/dagRuns/${encodeURIComponent(old.dag_run_id)}`;
    const commitOf = async () => (await (server as RunningServer).ask<Run>('GET', url)).bundle_version;
    for (const [latest, tariff, commit] of [
      [false, 1, first],
      [true, 2, second],
    ] as const) {
      await server.ask('POST', `${url}/clear`, { dry_run: false, run_on_latest_version: latest });
      assert.equal(await (await read('tariff_of_the_day', old)).value('tariff'), tariff);
      assert.equal(await commitOf(), commit);
    }
    const { total_entries: count } = await server.ask<{ total_entries: number }>(
      'GET',
      `/api/v2/dags/~/dagRuns?bundle_version=${second}`,
    );
    assert.equal(count, 3);
  } finally {
    delete process.env.AIRFLOW_CONN_GIT_SHOP;
    await server?.stop();
    await git.close();
    await remote.remove();
  }
});
