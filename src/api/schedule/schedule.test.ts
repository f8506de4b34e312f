import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

/** Of a start far ahead: what is told does not depend on the day of the test. */
const SUMMER = 'start=2035-03-24T12:00:00Z';

describe('/aquilon/schedule', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    await insertDag(server.database, dag('daily', [task('t')], { timetable: DAILY, timezone: 'Europe/Paris' }));
    const six = { kind: 'interval', ms: 21_600_000, summary: '6:00:00' } as const;
    await insertDag(
      server.database,
      dag('six', [task('t')], { timetable: six, startDate: '2035-01-01T01:00:00.000Z' }),
    );
    const dates = { kind: 'events', dates: ['2035-01-01T00:00:00.000Z'], restrictToEvents: false, summary: '1 events' };
    await insertDag(server.database, dag('dates', [task('t')], { timetable: dates as typeof DAILY }));
    const next = (column: string) => `next_dagrun_${column} = '2035-03-25T00:00:00Z'`;
    const columns = ['logical_date', 'data_interval_start', 'data_interval_end', 'run_after'].map(next).join(', ');
    await server.database.pool.query(`update dag set ${columns} where dag_id = 'daily'`);
    await server.database.pool.query(`update dag set is_paused = false`);
    await server.tokenOf('looker', 'Viewer');
  });
  after(() => server.close());

  const ask = (query: Record<string, string>) =>
    server.ask('GET', `/aquilon/schedule?${SUMMER}&${new URLSearchParams(query)}`, { as: 'looker' });
  const read = async (query: Record<string, string>) => {
    const { status, body } = await ask(query);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const ticksOf = ({ ticks }: { ticks: { run_after: string }[] }) =>
    ticks.map(({ run_after }) => run_after.slice(0, 16));

  it('tells the next 20 ticks of a cron expression, on the clock of its zone', async () => {
    const answer = await read({ schedule: '30 2 * * *', zone: 'Europe/Paris' });
    assert.equal(answer.ticks.length, 20);
    // On the 25th the clock goes from 2 to 3.
    assert.deepEqual(ticksOf(answer).slice(0, 3), ['2035-03-25T01:30', '2035-03-26T00:30', '2035-03-27T00:30']);
    assert.deepEqual(
      answer.surprises.map(({ kind, local }: { kind: string; local: string }) => [kind, local]),
      [
        ['skipped', '2035-03-25T02:30:00'],
        ['shorter_interval', '2035-03-26T02:30:00'],
        ['doubled', '2035-10-28T02:30:00'],
        ['longer_interval', '2035-10-28T02:30:00'],
      ],
    );
    assert.deepEqual(answer.crons[0].hours, [2]);
    assert.deepEqual([answer.summary, answer.kind, answer.data_interval], ['30 2 * * *', 'cron', false]);
  });

  it('reads presets, intervals and several cron expressions as a DAG file has them', async () => {
    assert.deepEqual(ticksOf(await read({ schedule: '@monthly' })).slice(0, 2), [
      '2035-04-01T00:00',
      '2035-05-01T00:00',
    ]);
    assert.deepEqual(ticksOf(await read({ schedule: '1 day' })).slice(0, 2), ['2035-03-24T12:00', '2035-03-25T12:00']);
    assert.deepEqual(ticksOf(await read({ schedule: '0 8 * * 1,2, 0 10 * * 6' })).slice(0, 3), [
      '2035-03-26T08:00',
      '2035-03-27T08:00',
      '2035-03-31T10:00',
    ]);
    assert.deepEqual(ticksOf(await read({ schedule: '@once' })), ['2035-03-24T12:00']);
  });

  it('tells the intervals between two ticks where they are wanted', async () => {
    const { ticks } = await read({ schedule: '0 0 * * *', data_interval: 'true' });
    assert.deepEqual(ticks[0], {
      run_after: '2035-03-26T00:00:00.000Z',
      data_interval_start: '2035-03-25T00:00:00.000Z',
      data_interval_end: '2035-03-26T00:00:00.000Z',
    });
  });

  it('says what is wrong, and where', async () => {
    const problem = async (schedule: string, more: Record<string, string> = {}) => {
      const { problem: found, ticks } = await read({ schedule, ...more });
      assert.deepEqual(ticks, []);
      return [found.kind, found.field, schedule.slice(found.start, found.end)];
    };
    assert.deepEqual(await problem('0 61 * * *'), ['field', 'hour', '61']);
    assert.deepEqual(await problem('0 0 * * MON-XYZ'), ['field', 'weekday', 'XYZ']);
    assert.deepEqual(await problem('0 8 * * 1, 5 9 40 * *'), ['field', 'day', '40']);
    assert.deepEqual(await problem('*/0 * * * *'), ['field', 'minute', '*/0']);
    assert.deepEqual(await problem('0 0 1'), ['count', null, '0 0 1']);
    assert.deepEqual(await problem('0 0 31 2 *'), ['never', null, '0 0 31 2 *']);
    assert.deepEqual(await problem('dayly'), ['form', null, 'dayly']);
    assert.deepEqual(await problem('@dayly'), ['form', null, '@dayly']);
    assert.deepEqual(await problem('0s'), ['duration', null, '0s']);
    assert.deepEqual(await problem('0 0 * * *', { zone: 'Mars/Phobos' }), ['zone', null, '0 0 * * *']);
    const several = { data_interval: 'true' };
    assert.deepEqual((await problem('0 8 * * 1, 5 9 4 * *', several))[0], 'several');
    assert.equal((await ask({ schedule: '0'.repeat(201) })).status, 422);
  });

  it('counts what starts in each hour, of the active DAGs and of this schedule', async () => {
    const { hours, is_cut } = await read({ schedule: '*/20 * * * *', hours: '24' });
    assert.equal(hours.length, 24);
    assert.deepEqual(hours[0], { start: '2035-03-24T12:00:00.000Z', others: 0, added: 3 });
    assert.deepEqual(hours[12], { start: '2035-03-25T00:00:00.000Z', others: 1, added: 3 });
    assert.equal(is_cut, false);
  });

  it('tells the first of what a schedule of every second has thousands of', async () => {
    const schedule = ['* 0-2 * * * *', '* 0-3 * * * *', '* 0-4 * * * *'].join(', ');
    const { surprises, is_surprises_cut, is_cut } = await read({ schedule, zone: 'Europe/Paris', hours: '168' });
    assert.deepEqual([surprises.length, is_surprises_cut, is_cut], [30, true, true]);
  });

  it('is the schedule of a DAG where none is given, and then its runs are not among the others', async () => {
    const answer = await read({ dag_id: 'daily' });
    assert.deepEqual(
      [answer.schedule, answer.zone, answer.of_dag],
      ['0 0 * * *', 'UTC', { schedule: '0 0 * * *', zone: 'UTC' }],
    );
    assert.deepEqual(answer.hours[12], { start: '2035-03-25T00:00:00.000Z', others: 0, added: 1 });
    const six = await read({ dag_id: 'six' });
    assert.deepEqual([six.schedule, six.kind], ['6h', 'interval']);
    const dates = await read({ dag_id: 'dates' });
    assert.deepEqual([dates.problem.kind, dates.of_dag], ['nothing', null]);
    assert.equal((await ask({ dag_id: 'none' })).status, 404);
  });

  it('goes on from the start date of a DAG', async () => {
    const { status, body } = await server.ask('GET', '/aquilon/schedule?dag_id=six', { as: 'looker' });
    assert.equal(status, 200);
    assert.deepEqual(ticksOf(body).slice(0, 2), ['2035-01-01T01:00', '2035-01-01T07:00']);
  });
});

describe('/aquilon/schedule, where cron expressions have data intervals', () => {
  it('reads them as DAG files are read', async () => {
    const server = await createTestServer({ env: { AIRFLOW__SCHEDULER__CREATE_CRON_DATA_INTERVALS: 'True' } });
    try {
      const { body } = await server.ask('GET', `/aquilon/schedule?${SUMMER}&schedule=@daily`);
      assert.equal(body.data_interval, true);
      assert.equal(body.ticks[0].run_after, '2035-03-26T00:00:00.000Z');
    } finally {
      await server.close();
    }
  });
});
