/** A server that dies while a mapped task gets its instances: they are all there afterwards, once. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import pg from 'pg';
import { readServerFile } from '#composition/server-file.ts';
import { type EmbeddedServer, startEmbedded } from '#db/embedded/server.ts';
import { removeHome } from '#test/support/embedded-home.ts';
import { makePlace, type Place, serves, until } from './launched-server.ts';

const COUNT = 2_000;
const RUN = '/dags/wide/dagRuns/r';

/** `list` returns when the file `go` is there. */
const wideDag = (folder: string): string => `import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dag } from '@aquilon/sdk';
const dag = new Dag('wide', { isPausedUponCreation: false, maxActiveTasks: 1000 });
const list = dag.task('list', async () => {
  while (!existsSync(${JSON.stringify(join(folder, 'go'))})) await sleep(10);
  return Array.from({ length: ${COUNT} }, (_, at) => at);
})();
const each = dag.task('each', ({ n }: { n: number }) => n).expand({ n: list });
dag.task('sum', ({ all }: { all: number[] }) => all.reduce((sum, n) => sum + n, 0))({ all: each });
export default dag;
`;

let place: Place;
let database: EmbeddedServer;
let sql: pg.Client;

beforeEach(async () => {
  place = await makePlace();
  await writeFile(join(place.folder, 'dags', 'wide.ts'), wideDag(place.folder));
  const home = `${place.folder} database`;
  database = await startEmbedded({ home, log: join(home, 'postgres.log') });
  sql = new pg.Client(database.url('postgres'));
  await sql.connect();
});
afterEach(async () => {
  await sql.end();
  await place.clear();
  await database.stop();
  await removeHome(`${place.folder} database`);
});

const launch = async () => {
  const server = place.launch({
    env: {
      AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: database.url('postgres'),
      AIRFLOW__CORE__MAX_MAP_LENGTH: String(COUNT),
    },
  });
  await serves(server);
  return server;
};

/** The commits that wait for a lock now. */
async function waitingCommits(): Promise<number[]> {
  const { rows } = await sql.query<{ pid: number }>(
    `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%last_commit = $2%'`,
  );
  return rows.map(({ pid }) => pid);
}

/** Leaves a server that was killed while its commit of the expansion was under way in the database; the commit waits for `rollback` there. */
async function dieWhileExpanding(): Promise<void> {
  const first = await launch();
  await until('the DAG is loaded', async () => (await place.ask('GET', '/dags/wide')).dag_id === 'wide');
  await place.ask('POST', '/dags/wide/dagRuns', { logical_date: null, dag_run_id: 'r' });
  await until(
    'the list is made',
    async () => (await place.ask('GET', `${RUN}/taskInstances/list`)).state === 'running',
  );
  await sql.query('begin');
  await sql.query('lock table event in share mode');
  await writeFile(join(place.folder, 'go'), '');
  await until('the expansion is being written', async () => (await waitingCommits()).length > 0);
  process.kill(readServerFile(place.home)?.pid ?? 0, 'SIGKILL');
  await until('the server is gone', () => first.child.exitCode !== null || first.child.signalCode !== null);
}

/** Returns how many of the instances ran twice. */
async function endsWithAll(): Promise<number> {
  await until('the run ends', async () => (await place.ask('GET', RUN)).state === 'success');
  const { rows } = await sql.query<{ state: string; tries: number; map_index: number }>(
    `select map_index, state, try_number as tries from task_instance where task_id = 'each' order by map_index`,
  );
  assert.deepEqual(
    rows.map(({ map_index, state }) => [map_index, state]),
    Array.from({ length: COUNT }, (_, at) => [at, 'success']),
  );
  const { value } = await place.ask('GET', `${RUN}/taskInstances/sum/xcomEntries/return_value`);
  assert.equal(value, (COUNT * (COUNT - 1)) / 2);
  return rows.filter(({ tries }) => tries > 1).length;
}

test('an expansion that did not reach the database is made by the next start', async () => {
  await dieWhileExpanding();
  for (const pid of await waitingCommits()) await sql.query('select pg_terminate_backend($1)', [pid]);
  await until('it is given up', async () => (await waitingCommits()).length === 0);
  await sql.query('rollback');
  const { rows } = await sql.query(`select map_index from task_instance where task_id = 'each'`);
  assert.deepEqual(rows, [{ map_index: -1 }]);
  await launch();
  assert.equal(await endsWithAll(), 0);
});

test('an expansion that reached the database after its server was gone is taken over as it stands', async () => {
  await dieWhileExpanding();
  await sql.query('rollback');
  await until('it is written', async () => {
    const { rows } = await sql.query(`select from task_instance where task_id = 'each' and map_index >= 0`);
    return rows.length === COUNT;
  });
  await launch();
  // Some of them had their place already, and were never handed out: those begin anew.
  assert.ok((await endsWithAll()) < 100);
});
