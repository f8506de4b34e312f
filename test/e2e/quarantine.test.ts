/** Quarantine as its guide tells it, on a whole server: tasks that end their own process, and the ways out. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { playDag } from './play-dag.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

const GUIDE = join(import.meta.dirname, '..', '..', 'docs', 'guides', 'dags', 'fragile.ts');

interface Dag {
  is_paused: boolean;
  quarantine: { crashes: number; task_id: string; code: string; reason: string } | null;
}

let folder: string;
let server: RunningServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-quarantine-'));
  await writeFile(join(folder, 'fragile.ts'), await readFile(GUIDE));
  server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: folder,
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
  });
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const DAG = '/api/v2/dags/fragile';
const release = (target: string) =>
  server.ask<{ dag_ids: string[] }>('POST', '/aquilon/quarantine/release', { target });

test('fragile: a DAG whose tasks kill their process is put in quarantine, and let out by hand or by a change', async () => {
  assert.equal((await playDag(server, 'fragile')).state, 'success');
  await assert.rejects(release('fragile'), /404.*There is nothing of the name fragile in quarantine/);
  const { dag_run_id: runId } = await server.ask<{ dag_run_id: string }>('POST', `${DAG}/dagRuns`, {
    logical_date: null,
    conf: { breaks: true },
  });
  const run = `${DAG}/dagRuns/${encodeURIComponent(runId)}`;
  const triesAtQuarantine = async () => {
    const found = await eventually('the quarantine', async () => {
      const dag = await server.ask<Dag>('GET', DAG);
      return dag.quarantine ?? undefined;
    });
    assert.deepEqual([found.crashes, found.task_id, found.code], [10, 'convert', 'TASK_KILLED']);
    return (await server.ask<{ try_number: number }>('GET', `${run}/taskInstances/convert`)).try_number;
  };
  const first = await triesAtQuarantine();
  assert.equal(first, 10);
  assert.equal((await server.ask<Dag>('GET', DAG)).is_paused, true);
  const { reasons } = await server.ask<{ reasons: { code: string }[] }>(
    'GET',
    `${run}/taskInstances/convert/explanation?map_index=-1`,
  );
  assert.ok(reasons.some(({ code }) => code === 'dag_quarantined'));

  await eventually('the mail that tells of it', async () => {
    const mails = await readdir(server.outbox).catch(() => []);
    const texts = await Promise.all(mails.map((name) => readFile(join(server.outbox, name), 'utf8')));
    return texts.find((text) => /^Subject: .*fragile has crashed again: the DAG/m.test(text));
  });

  assert.deepEqual(await release('fragile'), { dag_ids: ['fragile'], filenames: [] });
  assert.equal(await triesAtQuarantine(), 20, 'the count began anew');

  const repaired = (await readFile(GUIDE, 'utf8')).replace(
    "process.kill(process.pid, 'SIGKILL')",
    "console.log('whole')",
  );
  await writeFile(join(folder, 'fragile.ts'), repaired);
  await eventually('the DAG is let out by its change', async () => {
    const { is_paused: paused, quarantine } = await server.ask<Dag>('GET', DAG);
    return !paused && quarantine === null ? true : undefined;
  });
  assert.equal((await playDag(server, 'fragile', { breaks: true })).state, 'success');
});
