import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '#db/embedded/server.ts';
import { removeHome } from '#test/support/embedded-home.ts';
import { makePlace, type Place, serves, until } from './launched-server.ts';

let place: Place;

beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.clear());

const RUN = '/dags/slow/dagRuns/r';

async function triggerSlow(): Promise<void> {
  await until('the DAG is loaded', async () => (await place.ask('GET', '/dags/slow')).dag_id === 'slow');
  await place.ask('POST', '/dags/slow/dagRuns', { logical_date: null, dag_run_id: 'r' });
  await until('the task runs', async () => (await place.ask('GET', `${RUN}/taskInstances/wait`)).state === 'running');
}

/** Each task once, in order: nothing was lost, and nothing ran twice. */
async function endsWell(): Promise<void> {
  await until('the run ends', async () => (await place.ask('GET', RUN)).state === 'success');
  assert.equal((await place.ask('GET', `${RUN}/taskInstances/add/xcomEntries/return_value`)).value, 8);
  for (const task of ['wait', 'add'])
    assert.equal((await place.ask('GET', `${RUN}/taskInstances/${task}`)).try_number, 1);
}

test('an embedded database that is killed in the middle of a run is started again, and the run ends as if nothing had been', async () => {
  const server = place.launch();
  await serves(server);
  await triggerSlow();
  const { data } = JSON.parse(await readFile(join(place.home, 'postgres.json'), 'utf8')) as { data: string };
  process.kill(Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
  await endsWell();
  assert.match(server.output(), /ended by itself: it is started again/);
  const health = (await place.ask('GET', '/monitor/health')) as { scheduler: { status: string } };
  assert.equal(health.scheduler.status, 'healthy');
});

test('a database server that is stopped and started under a running task loses nothing, and says what it is meanwhile', async () => {
  // Beside the place, which is cleared before the database is stopped.
  const home = `${place.folder} database`;
  const open = () => startEmbedded({ home, log: join(home, 'postgres.log') });
  let database = await open();
  try {
    const server = place.launch({ env: { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: database.url('postgres') } });
    await serves(server);
    await triggerSlow();
    await database.stop();
    const health = (await place.ask('GET', '/monitor/health')) as { metadatabase: { status: string } };
    assert.equal(health.metadatabase.status, 'unhealthy');
    assert.match(String((await place.ask('GET', RUN)).detail), /database/i);
    // The task ends meanwhile: what it returned is kept until the database is back.
    await sleep(3000);
    database = await open();
    await endsWell();
  } finally {
    await place.clear();
    await database.stop();
    await removeHome(home);
    place = await makePlace();
  }
});

test('a first start that is killed at any moment is followed by one that works', async () => {
  for (const afterMs of [100, 400, 800, 1200, 1600]) {
    const server = place.launch();
    await sleep(afterMs);
    assert.equal(server.child.exitCode, null, server.output());
    process.kill(-(server.child.pid ?? 0), 'SIGKILL');
  }
  const server = place.launch();
  await serves(server);
  await triggerSlow();
  await endsWell();
});
