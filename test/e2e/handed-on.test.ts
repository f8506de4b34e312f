/** What a person writes in the place of a result is what the next task is given, on the whole product. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { playDag, readRun } from './play-dag.ts';
import { type RunningServer, startServer } from './running-server.ts';

const FILE = `
import { Dag } from '@aquilon/sdk';
const dag = new Dag('handed_on');
const made = dag.task('make', () => ({ rows: 3 }))();
dag.task('show', ({ value }) => value)({ value: made });
export default dag;
`;

let folder: string;
let server: RunningServer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-handed-on-'));
  await writeFile(join(folder, 'handed_on.ts'), FILE);
  server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: folder,
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
  });
});
after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a task that runs again is given the result that a person has written', async () => {
  const played = await playDag(server, 'handed_on');
  assert.deepEqual(await played.value('show'), { rows: 3 });
  const [run] = (await server.ask<{ dag_runs: { dag_run_id: string }[] }>('GET', '/api/v2/dags/handed_on/dagRuns'))
    .dag_runs;
  const runId = run?.dag_run_id ?? '';
  const path = `/api/v2/dags/handed_on/dagRuns/${encodeURIComponent(runId)}/taskInstances/make/xcomEntries/return_value`;
  await server.ask('PATCH', path, { value: { rows: 4 } });
  const clear = { dag_run_id: runId, task_ids: ['show'], dry_run: false, only_failed: false };
  await server.ask('POST', '/api/v2/dags/handed_on/clearTaskInstances', clear);
  const again = await readRun(server, 'handed_on', runId);
  assert.deepEqual(await again.value('show'), { rows: 4 });
});
