import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SerializedAsset, SerializedWatcher } from '@aquilon/sdk/serialized';
import { findConnection } from '#config/task-secrets.ts';
import type { Clock } from '#support/clock.ts';
import { systemClock } from '#support/clock.ts';
import { silentLogger } from '#support/logger.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { startS3Server } from '#test/support/s3-server.ts';
import { createTestScheduler } from '#test/support/scheduler.ts';
import { createAssetWatchers } from './watchers.ts';

let db: TestDatabase;
let folder: string;
before(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'aquilon-watchers-'));
});
after(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A clock whose waits end when the test says so. */
function heldClock(): Clock & { waits: Set<() => void> } {
  const waits = new Set<() => void>();
  return {
    ...systemClock,
    waits,
    after(_ms, callback) {
      waits.add(callback);
      return () => waits.delete(callback);
    },
  };
}

async function open() {
  const { scheduler, executor } = createTestScheduler(db.database);
  await scheduler.start();
  const clock = heldClock();
  const watchers = createAssetWatchers({
    database: db.database,
    clock,
    logger: silentLogger,
    getConnection: async (connId) => findConnection(connId),
    raise: (event) => scheduler.submit({ kind: 'create_asset_event', ...event }, { user: null, via: 'test' }),
  });
  await watchers.refresh();
  /** A look has ended when the wait for the next one begins. */
  const looked = async (count: number) => {
    const deadline = Date.now() + 20_000;
    while (clock.waits.size < count) {
      assert.ok(Date.now() < deadline, `${clock.waits.size} watchers wait for their next look`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const look = async () => {
    const due = [...clock.waits];
    clock.waits.clear();
    for (const callback of due) callback();
    await looked(due.length);
  };
  const stop = async () => {
    watchers.stop();
    await scheduler.stop(() => executor.stop(0));
  };
  return { scheduler, watchers, clock, looked, look, stop };
}

const watched = (name: string, watcher: Pick<SerializedWatcher, 'kind' | 'options'>): SerializedAsset => ({
  kind: 'asset',
  name,
  uri: `x-test:${name}`,
  group: 'asset',
  extra: {},
  watchers: [{ ...watcher, name: 'look', pollIntervalMs: 1000 }],
});
const waits = (dagId: string, assetSchedule: SerializedAsset) => dag(dagId, [task('use')], { assetSchedule });
const runsOf = async (dagId: string): Promise<number> =>
  (await db.database.pool.query('select count(*)::int as count from dag_run where dag_id = $1', [dagId])).rows[0].count;
const forget = (dagId: string) => db.database.pool.query('delete from dag where dag_id = $1', [dagId]);

test('a file that appears, and one that changes, raises an event; one that stays the same raises none', async () => {
  const path = join(folder, 'data.csv');
  await insertDag(db.database, waits('on_file', watched('file', { kind: 'file', options: { path } })));
  const { looked, look, stop } = await open();
  try {
    await looked(1);
    await look();
    assert.equal(await runsOf('on_file'), 0);
    await writeFile(path, 'one');
    await look();
    assert.equal(await runsOf('on_file'), 1);
    await look();
    assert.equal(await runsOf('on_file'), 1);
    await writeFile(path, 'three');
    await look();
    assert.equal(await runsOf('on_file'), 2);
    await rm(path);
    await look();
    assert.equal(await runsOf('on_file'), 2);
    const { rows } = await db.database.pool.query('select extra from asset_event');
    assert.deepEqual(rows, [{ extra: { watcher: 'look' } }, { extra: { watcher: 'look' } }]);
  } finally {
    await stop();
    await forget('on_file');
  }
});

test('what changes while the server is down raises its event after the start, once', async () => {
  const path = join(folder, 'inbox');
  await writeFile(path, 'before');
  await insertDag(db.database, waits('after_restart', watched('inbox', { kind: 'file', options: { path } })));
  const first = await open();
  await first.looked(1);
  await first.stop();
  await writeFile(path, 'while it was down');
  const second = await open();
  try {
    await second.looked(1);
    assert.equal(await runsOf('after_restart'), 1);
    await second.look();
    assert.equal(await runsOf('after_restart'), 1);
  } finally {
    await second.stop();
  }
  const third = await open();
  await third.looked(1);
  assert.equal(await runsOf('after_restart'), 1);
  await third.stop();
  await forget('after_restart');
});

test('nobody looks while the DAG is off, and a change of that time is seen when it is on again', async () => {
  const path = join(folder, 'quiet');
  await writeFile(path, 'one');
  await insertDag(db.database, waits('quiet', watched('quiet', { kind: 'file', options: { path } })));
  const { scheduler, watchers, clock, looked, stop } = await open();
  const setPaused = async (paused: boolean) => {
    await scheduler.submit({ kind: 'set_paused', dagId: 'quiet', paused }, { user: null, via: 'test' });
    await watchers.refresh();
  };
  try {
    await looked(1);
    await setPaused(true);
    assert.equal(clock.waits.size, 0);
    await writeFile(path, 'two!');
    await setPaused(false);
    await looked(1);
    assert.equal(await runsOf('quiet'), 1);
  } finally {
    await stop();
    await forget('quiet');
  }
});

test('an address raises an event when its answer is another; an error of it raises none', async () => {
  const answers = [
    { status: 200, headers: { etag: '"a"' }, text: 'x' },
    { status: 200, headers: { etag: '"a"' }, text: 'y' },
    { status: 200, headers: { etag: '"b"' }, text: 'y' },
    { status: 503, headers: {}, text: 'busy' },
    { status: 200, headers: { etag: '"b"' }, text: 'y' },
    { status: 200, headers: {}, text: 'no tag' },
    { status: 200, headers: {}, text: 'no tag' },
  ];
  const server = createServer((request, response) => {
    assert.equal(request.headers['x-key'], 'k');
    const { status, headers, text } = answers.shift() ?? { status: 500, headers: {}, text: '' };
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
  const options = { url, headers: { 'x-key': 'k' } };
  await insertDag(db.database, waits('on_feed', watched('feed', { kind: 'http', options })));
  const { looked, look, stop } = await open();
  try {
    await looked(1);
    const counts: number[] = [];
    while (answers.length > 0) {
      await look();
      counts.push(await runsOf('on_feed'));
    }
    assert.deepEqual(counts, [0, 1, 1, 1, 2, 2]);
  } finally {
    await stop();
    server.closeAllConnections();
    server.close();
    await forget('on_feed');
  }
});

test('an S3 prefix raises an event when an object below it is new or changed', async () => {
  const s3 = await startS3Server(['lake']);
  process.env.AIRFLOW_CONN_WATCHED_LAKE = s3.connection;
  const options = { bucket: 'lake', prefix: 'raw/', awsConnId: 'watched_lake' };
  await insertDag(db.database, waits('on_prefix', watched('prefix', { kind: 's3', options })));
  const { looked, look, stop } = await open();
  try {
    await looked(1);
    const counts: number[] = [];
    for (const key of ['other/a.csv', 'raw/a.csv', 'raw/b.csv', null]) {
      if (key !== null) await s3.put('lake', key);
      await look();
      counts.push(await runsOf('on_prefix'));
    }
    assert.deepEqual(counts, [0, 1, 2, 2]);
  } finally {
    await stop();
    await s3.close();
    delete process.env.AIRFLOW_CONN_WATCHED_LAKE;
    await forget('on_prefix');
  }
});
