import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { insertOldRuns } from '#test/support/old-runs.ts';

interface Slot {
  slot: string;
  states: { state: string; count: number }[];
  planned: number;
}

describe('/aquilon/calendar', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    for (const dagId of ['busy', 'other']) {
      const made = dag(dagId, [task('t')], { timetable: DAILY, endDate: '2100-02-10T00:00:00.000Z' });
      const versionId = await insertDag(server.database, made);
      const runs = (from: string, count: number, state: string) =>
        insertOldRuns(server.database, { dagId, versionId, from, runs: count, state });
      await runs('2020-01-30', 3, 'success');
      await runs('2020-02-02', 1, 'failed');
    }
    const next = (column: string) => `next_dagrun_${column} = '2100-01-30T00:00:00Z'`;
    await server.database.pool.query(
      `update dag set ${['logical_date', 'data_interval_start', 'data_interval_end', 'run_after'].map(next).join(', ')}`,
    );
    await server.database.pool.query(`update dag set is_paused = dag_id = 'other'`);
    await server.tokenOf('looker', 'Viewer');
  });
  after(() => server.close());

  const ask = (query: string) => server.ask('GET', `/aquilon/calendar?${query}`, { as: 'looker' });
  const read = async (
    query: string,
  ): Promise<{ slots: Slot[]; next: { run_after: string }[]; is_paused: boolean | null; is_cut: boolean }> => {
    const { status, body } = await ask(query);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const success = (count: number) => [{ state: 'success', count }];

  it('counts the runs of a DAG by the day on which they were due', async () => {
    const { slots, is_cut } = await read('month=2020-02&dag_id=busy');
    assert.deepEqual(slots, [
      { slot: '2020-02-01', states: success(1), planned: 0 },
      { slot: '2020-02-02', states: [{ state: 'failed', count: 1 }], planned: 0 },
    ]);
    assert.equal(is_cut, false);
  });

  it('means the days and hours of the zone', async () => {
    const { slots } = await read('month=2020-01&dag_id=busy&zone=America/New_York');
    assert.deepEqual(
      slots.map(({ slot }) => slot),
      ['2020-01-29', '2020-01-30', '2020-01-31'],
    );
    const hours = await read('month=2020-02&dag_id=busy&by=hour&zone=Asia/Kathmandu');
    assert.deepEqual(
      hours.slots.map(({ slot }) => slot),
      ['2020-02-01T05', '2020-02-02T05'],
    );
  });

  it('counts all DAGs together where none is named', async () => {
    const { slots, is_paused, next } = await read('month=2020-02');
    assert.deepEqual(slots[0], { slot: '2020-02-01', states: success(2), planned: 0 });
    assert.deepEqual([is_paused, next], [null, []]);
  });

  it('tells what is planned until the end of the DAG, and its next runs', async () => {
    const january = await read('month=2100-01&dag_id=busy');
    assert.deepEqual(
      january.slots.map(({ slot, planned }) => [slot, planned]),
      [
        ['2100-01-30', 1],
        ['2100-01-31', 1],
      ],
    );
    assert.equal((await read('month=2100-02&dag_id=busy')).slots.length, 10);
    assert.deepEqual((await read('month=2100-03&dag_id=busy')).slots, []);
    assert.deepEqual(
      january.next.slice(0, 2).map(({ run_after }) => run_after),
      ['2100-01-30T00:00:00.000Z', '2100-01-31T00:00:00.000Z'],
    );
    assert.equal(january.next.length, 12);
  });

  it('tells what a DAG that is off would do, and leaves it out of what is planned of all', async () => {
    const { slots, is_paused } = await read('month=2100-01&dag_id=other');
    assert.deepEqual([is_paused, slots.length], [true, 2]);
    assert.deepEqual((await read('month=2100-01')).slots[0], { slot: '2100-01-30', states: [], planned: 1 });
  });

  it('names the time zone of the schedule of one DAG', async () => {
    assert.equal((await ask('month=2100-01&dag_id=busy')).body.zone, 'UTC');
    assert.equal((await ask('month=2100-01')).body.zone, null);
  });

  it('says that it has stopped counting', async () => {
    const every = { kind: 'interval', ms: 1000, summary: '0:00:01' } as const;
    await insertDag(server.database, dag('every_second', [task('t')], { timetable: every }));
    await server.database.pool.query(
      `update dag set next_dagrun_run_after = '2026-01-01T00:00:00Z' where dag_id = 'every_second'`,
    );
    const { slots, is_cut } = await read('month=2090-01&dag_id=every_second&by=hour');
    assert.equal(is_cut, true);
    assert.equal(
      slots.reduce((sum, { planned }) => sum + planned, 0),
      50_000,
    );
    assert.equal(slots[0]?.planned, 3600);
  });

  it('refuses a month, a zone and a DAG that there are not', async () => {
    assert.equal((await ask('month=2020-13')).status, 422);
    assert.equal((await ask('')).status, 422);
    const zone = await ask('month=2020-01&zone=Europe/Atlantis');
    assert.equal(zone.status, 422);
    assert.match(zone.text, /Europe\/Atlantis/);
    assert.equal((await ask('month=2020-01&dag_id=none')).status, 404);
  });
});
