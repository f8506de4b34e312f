/** `-D`: the server in the background. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { startDaemon } from '#cli/daemon.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { makePlace, type Place, until } from './launched-server.ts';
import { runAquilon } from './run-aquilon.ts';

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.clear());

const env = () => ({
  AQUILON_HOME: place.home,
  AIRFLOW__CORE__DAGS_FOLDER: join(place.folder, 'dags'),
  AIRFLOW__API__PORT: '0',
});
const pidOf = async () => Number(await readFile(join(place.home, 'scheduler.pid'), 'utf8'));
const gone = () => until('no process is left', async () => (await place.processes()).length === 0);

test('a server in the background is started in an empty home, goes on when its terminal is closed, and is stopped', async () => {
  const { code, out, err } = await runAquilon(['scheduler', '-D'], env());
  assert.equal(code, 0, err);
  const pid = await pidOf();
  assert.match(out, new RegExp(`goes on as process ${pid}; kill ${pid} stops it`));
  try {
    await until('the DAG is loaded', async () => (await place.ask('GET', '/dags/slow')).dag_id === 'slow');
    assert.match(await readFile(join(place.home, 'logs', 'scheduler.log'), 'utf8'), /Aquilon serves/);
  } finally {
    process.kill(pid, 'SIGTERM');
    await gone();
  }
});

test('a server that ends before it serves is told of, with the log that says why', async () => {
  const nowhere = { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: 'postgresql://nobody@127.0.0.1:1/none' };
  const { code, err } = await runAquilon(['scheduler', '-D'], { ...env(), ...nowhere });
  assert.equal(code, 1);
  const log = join(place.home, 'logs', 'scheduler.log');
  assert.ok(
    err.includes(`scheduler ended before it served: exit code 1.\nWhat it said stands at the end of ${log}.`),
    err,
  );
  assert.match(await readFile(log, 'utf8'), /127\.0\.0\.1:1/);
});

test('a server that does not come to serve is named, with its log, after a limit', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const before = { ...process.env };
  Object.assign(process.env, env(), {
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `postgresql://nobody@127.0.0.1:${port}/none`,
  });
  try {
    const error = await startDaemon('scheduler', place.home, [], {}, 500).then(
      () => assert.fail('it serves'),
      (thrown: unknown) => thrown,
    );
    const pid = await pidOf();
    assert.ok(error instanceof AquilonError);
    assert.equal(error.code, 'DAEMON_NOT_SERVING');
    assert.match(error.message, new RegExp(`scheduler has not told within 0.5 s that it serves.* process ${pid}`));
    assert.match(error.remedy, new RegExp(`${join(place.home, 'logs', 'scheduler.log')}.*kill ${pid}`));
    process.kill(-pid, 'SIGKILL');
    await gone();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
