import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  asset,
  bash,
  branch,
  Dag,
  dateTimeSensor,
  defineOperator,
  FailTask,
  fileSensor,
  getContext,
  python,
  SkipTask,
  sensor,
  shortCircuit,
  triggerDagRun,
} from '@aquilon/sdk';
import { runDag } from '@aquilon/sdk/testing';
import { hasCode } from '#errors/aquilon-error.ts';
import { withoutPython } from '#test/support/without-python.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const states = ({ tasks }: Awaited<ReturnType<typeof runDag>>) =>
  Object.fromEntries(Object.values(tasks).map(({ name, state }) => [name, state]));

test('values go from task to task as XComs, and no task sees what another changes of them', async () => {
  const dag = new Dag('sums');
  const load = dag.task('load', () => ({ rows: [1, 2, 3] }));
  const spoil = dag.task('spoil', ({ data }: { data: { rows: number[] } }) => data.rows.push(100));
  const sum = dag.task('sum', ({ data }: { data: { rows: number[] } }) => data.rows.reduce((a, b) => a + b, 0));
  const data = load();
  sum({ data }).after(spoil({ data }));
  const result = await runDag(dag);
  assert.equal(result.state, 'success');
  assert.deepEqual(result.order, ['load', 'spoil', 'sum']);
  assert.equal(result.task('sum').xcom(), 6);
  assert.deepEqual(result.xcoms.load, { return_value: { rows: [1, 2, 3] } });
});

test('retries wait on the clock of the run only, and each attempt is told', async () => {
  const dag = new Dag('patient', { defaultArgs: { retries: 3, retryDelay: '2d' } });
  dag.task('flaky', () => {
    const { task, logger } = getContext();
    logger.info('trying', { number: task.tryNumber });
    if (task.tryNumber < 3) throw new TypeError('not yet');
    return 'done';
  })();
  const began = performance.now();
  const result = await runDag(dag);
  assert.ok(performance.now() - began < 10_000);
  assert.equal(result.duration, 4 * DAY);
  const { attempts } = result.task('flaky');
  assert.deepEqual(
    attempts.map(({ tryNumber, state, error }) => [tryNumber, state, error?.code, error?.message]),
    [
      [1, 'failed', 'TASK_FAILED', 'TypeError: not yet'],
      [2, 'failed', 'TASK_FAILED', 'TypeError: not yet'],
      [3, 'success', undefined, undefined],
    ],
  );
  assert.match(attempts[0]?.error?.stack ?? '', /run-dag\.test\.ts/);
  assert.deepEqual(
    result.logs.filter(({ event }) => event === 'trying').map(({ fields }) => fields),
    [{ number: 1 }, { number: 2 }, { number: 3 }],
  );
});

test('a sensor is asked at its interval until it says true, and times out where it never does', async () => {
  const dag = new Dag('waiting');
  let asked = 0;
  dag.task(
    'file_is_there',
    sensor(() => ++asked > 5, { pokeInterval: '1h' }),
  )();
  dag.task(
    'never',
    sensor(() => false, { pokeInterval: '1h', timeout: '2d' }),
  )();
  dag.task(
    'never_mind',
    sensor(() => false, { pokeInterval: '1h', timeout: '3h', softFail: true }),
  )();
  const result = await runDag(dag);
  assert.deepEqual(states(result), { file_is_there: 'success', never: 'failed', never_mind: 'skipped' });
  assert.equal(result.task('file_is_there').attempts[0]?.looks, 6);
  assert.equal(result.task('never').error?.code, 'SENSOR_TIMEOUT');
  assert.equal(result.task('never').attempts.length, 1);
  assert.equal(result.duration, 2 * DAY);
});

test('a sensor of an instant waits for it on the clock of the run', async () => {
  const dag = new Dag('tomorrow');
  dag.task('six_o_clock', dateTimeSensor({ targetTime: '2026-01-02T06:00:00Z' }))();
  const { duration, state } = await runDag(dag, { logicalDate: '2026-01-01' });
  assert.deepEqual([state, duration], ['success', 30 * HOUR]);
});

test('branches, short circuits, skips and trigger rules decide as in the product', async () => {
  const dag = new Dag('ways');
  const [a, b] = ['a', 'b'].map((id) => dag.task(id, () => id)());
  const pick = dag.task(
    'pick',
    branch(() => 'a'),
  )();
  const join = dag.task('join', () => 'joined', { triggerRule: 'none_failed_min_one_success' })();
  pick.before(a as never, b as never);
  join.after(a as never, b as never);
  const enough = dag.task(
    'enough',
    shortCircuit(() => false),
  )();
  enough.before(dag.task('after_enough', () => 1)());
  dag
    .task('perhaps', () => {
      throw new SkipTask('not today');
    })()
    .before(dag.task('after_perhaps', () => 1)());
  const result = await runDag(dag);
  assert.deepEqual(states(result), {
    a: 'success',
    b: 'skipped',
    pick: 'success',
    join: 'success',
    enough: 'success',
    after_enough: 'skipped',
    perhaps: 'skipped',
    after_perhaps: 'skipped',
  });
  assert.equal(result.task('perhaps').attempts[0]?.reason, 'not today');
});

test('a task is mapped over what another returns, and the instances are told apart', async () => {
  const dag = new Dag('many');
  const list = dag.task('list', () => [1, 2, 3])();
  const double = dag.task('double', ({ x }: { x: number }) => x * 2);
  const sum = dag.task('sum', ({ all }: { all: number[] }) => all.reduce((a, b) => a + b, 0));
  sum({ all: double.expand({ x: list }) });
  const result = await runDag(dag);
  assert.equal(result.task('sum').xcom(), 12);
  assert.deepEqual(
    result.mapped('double').map(({ name, xcoms }) => [name, xcoms.return_value]),
    [
      ['double[0]', 2],
      ['double[1]', 4],
      ['double[2]', 6],
    ],
  );
  assert.throws(() => result.task('double'), /double\[0\], double\[1\], double\[2\]/);
});

test('a teardown runs after a failure, FailTask ends without a retry, and what depends on it is not run', async () => {
  const dag = new Dag('rented', { defaultArgs: { retries: 2 } });
  const rent = dag
    .task('rent', () => 'm1')()
    .asSetup();
  const work = dag.task('work', () => {
    throw new FailTask('broken for good');
  })();
  const give = dag.task('give_back', () => 'given')();
  rent.before(work);
  give.asTeardown({ setups: [rent] }).after(work);
  work.before(dag.task('report', () => 1)());
  const result = await runDag(dag);
  assert.deepEqual(states(result), {
    rent: 'success',
    work: 'failed',
    give_back: 'success',
    report: 'upstream_failed',
  });
  assert.equal(result.task('work').attempts.length, 1);
  assert.throws(() => result.expectSuccess(), /broken for good/);
});

test('params take their defaults, conf overwrites them and must fit their schemas', async () => {
  const dag = new Dag('sized', { params: { rows: { default: 10, schema: { type: 'integer', minimum: 1 } } } });
  dag.task('show', () => ({ rows: getContext().params.rows as number, conf: getContext().run.conf }))();
  assert.deepEqual((await runDag(dag)).task('show').xcom(), { rows: 10, conf: {} });
  assert.deepEqual((await runDag(dag, { conf: { rows: 3 } })).task('show').xcom(), { rows: 3, conf: { rows: 3 } });
  await assert.rejects(runDag(dag, { conf: { rows: 0 } }), (error) => hasCode(error, 'PARAMS_INVALID'));
});

test('variables and connections are those of the test, and their secrets are masked in its logs', async () => {
  const dag = new Dag('secretive');
  dag.task('ask', async () => {
    const { variables, connections, logger } = getContext();
    const shop = await connections.get('shop');
    const limits = (await variables.getJson('limits')) as { rows: number };
    logger.info(`the password is ${shop.password}`, { uri: shop.uri });
    await variables.set('made', { rows: 6 });
    await variables.delete('team');
    const changed = [await variables.getJson('made'), await variables.get('team', null)];
    return [shop.host, shop.port, changed, limits.rows, await variables.get('none', 'nothing')];
  })();
  dag.task('miss', async () => getContext().connections.get('warehouse'))();
  const result = await runDag(dag, {
    variables: { team: 'analysts', limits: { rows: 5 } },
    connections: { shop: { connType: 'http', host: 'shop.example', port: 8080, login: 'me', password: 'very-secret' } },
  });
  assert.deepEqual(result.task('ask').xcom(), ['shop.example', 8080, [{ rows: 6 }, null], 5, 'nothing']);
  assert.equal(result.task('ask').logs[0]?.event, 'the password is ***');
  assert.doesNotMatch(JSON.stringify(result.logs), /very-secret/);
  assert.equal(result.task('miss').error?.code, 'CONNECTION_NOT_FOUND');
});

test('templates are rendered as in the product, and what they became is told', async () => {
  const shout = defineOperator('Shout', ({ text }: { text: string }) => text.toUpperCase(), {
    templateFields: ['text'],
  });
  const dag = new Dag('greeting', { params: { name: 'ada' } });
  dag.task('greet', shout({ text: 'hello {{ params.name }}, it is {{ ds }}' }))();
  const result = await runDag(dag, { logicalDate: '2026-03-01', conf: { name: 'grace' } });
  assert.equal(result.task('greet').xcom(), 'HELLO GRACE, IT IS 2026-03-01');
  assert.deepEqual(result.task('greet').rendered, { text: 'hello grace, it is 2026-03-01' });
});

test('an operator that would reach outside needs a mock, which takes its rendered options, or to be allowed', async () => {
  const dag = new Dag('outside');
  dag.task('command', bash({ bashCommand: 'echo {{ params.word }}' }))();
  dag.task('file', fileSensor({ path: '/no/such/file', pokeInterval: '5m' }))();
  await assert.rejects(runDag(dag, { conf: { word: 'hi' } }), (error) => {
    assert.ok(hasCode(error, 'TEST_NEEDS_MOCK'));
    assert.match((error as Error).message, /command \(bash\), file \(fileSensor\).*\["bash","fileSensor"\]/);
    return true;
  });
  let looks = 0;
  const result = await runDag(dag, {
    conf: { word: 'hi' },
    allow: ['bash'],
    mock: { file: ({ path }: { path: string }) => path === '/no/such/file' && ++looks === 3 },
  });
  assert.equal(result.task('command').xcom(), 'hi');
  assert.deepEqual([result.task('file').state, result.duration], ['success', 600_000]);
  const mocked = await runDag(dag, {
    conf: { word: 'hi' },
    mock: { command: ({ bashCommand }: { bashCommand: string }) => `would run ${bashCommand}`, file: () => true },
  });
  assert.equal(mocked.task('command').xcom(), 'would run echo hi');
});

test('a Python function is called where that is allowed, and a mock in its place takes its arguments', {
  skip: withoutPython,
}, async () => {
  const dag = new Dag('mixed');
  const options = { file: 'docs/guides/dags/scripts/orders.py', function: 'summarise' };
  const summarise = dag.task('summarise', python<{ total: number }, { rows: { price: number }[] }>(options));
  summarise({ rows: [{ price: 2 }, { price: 3 }] });
  const result = await runDag(dag, { allow: ['python'] });
  assert.deepEqual(result.task('summarise').xcom(), { orders: 2, total: 5 });
  const mock = { summarise: ({ rows }: { rows: object[] }) => ({ total: rows.length }) };
  assert.deepEqual((await runDag(dag, { mock })).task('summarise').xcom(), { total: 2 });
});

test('a mock stands for the function of a task and takes the same arguments', async () => {
  const dag = new Dag('mocked');
  const load = dag.task('load', (): number[] => assert.fail('this is not to run'));
  const sum = dag.task('sum', ({ rows }: { rows: number[] }) => rows.length);
  sum({ rows: load() });
  const seen: unknown[] = [];
  const result = await runDag(dag, { mock: { load: async () => [4, 5], sum: (inputs: object) => seen.push(inputs) } });
  assert.deepEqual([result.task('sum').xcom(), seen], [1, [{ rows: [4, 5] }]]);
  await assert.rejects(runDag(dag, { mock: { laod: () => 1 } }), (error) => {
    assert.ok(hasCode(error, 'TEST_MOCK_UNKNOWN'));
    assert.match((error as Error).message, /laod.*load, sum/);
    return true;
  });
  await assert.rejects(runDag(dag, { mocks: {} } as object), /no option mocks.*mock/);
  await assert.rejects(runDag(dag, { logicalDate: 'soon' }), /logicalDate is "soon"/);
});

test('what is no JSON cannot be an XCom', async () => {
  const dag = new Dag('no_json');
  dag.task('make', () => ({ when: new Map() }))();
  assert.equal((await runDag(dag)).task('make').error?.code, 'TASK_RESULT_NOT_JSON');
});

test('events of assets are told, and triggered runs are recorded', async () => {
  const sales = asset('sales');
  const dag = new Dag('makes_sales');
  dag.task(
    'write',
    () => {
      getContext().outletEvents(sales).extra = { rows: 3 };
    },
    { outlets: [sales] },
  )();
  dag.task('start_report', triggerDagRun({ triggerDagId: 'report', conf: { rows: 3 }, waitForCompletion: true }))();
  const result = await runDag(dag);
  assert.deepEqual(
    result.assetEvents.map(({ asset: { name }, extra, taskId }) => [name, extra, taskId]),
    [['sales', { rows: 3 }, 'write']],
  );
  const [triggered] = result.triggered;
  assert.deepEqual([triggered?.dagId, triggered?.conf, triggered?.state], ['report', { rows: 3 }, undefined]);

  const report = new Dag('report');
  report.task('look', () => getContext().params.rows as number, { retries: 1, retryDelay: '1h' })();
  const seen: number[] = [];
  const onSales = new Dag('on_sales', { schedule: sales });
  onSales.task('count', async () => seen.push((await getContext().triggeringAssetEvents()).length))();
  const both = await runDag(dag, { dags: [report, onSales] });
  assert.deepEqual([both.state, both.triggered[0]?.state, seen], ['success', 'success', [1]]);
});

test('how long tasks take can be said: time-outs of tasks and runs are held on the clock of the run', async () => {
  const dag = new Dag('slow', { dagrunTimeout: '10h' });
  dag.task('too_slow', () => 1, { executionTimeout: '1h', retries: 1, retryDelay: '1m' })();
  dag.task('endless', () => 1)();
  const result = await runDag(dag, { takes: { too_slow: '2h', endless: '20h' } });
  assert.deepEqual(
    result.task('too_slow').attempts.map(({ error }) => error?.code),
    ['TASK_TIMEOUT', 'TASK_TIMEOUT'],
  );
  assert.deepEqual([result.state, result.duration, result.task('endless').state], ['failed', 10 * HOUR, 'skipped']);
});

test('a function that runs longer than its executionTimeout is ended, and hears of it', async () => {
  const dag = new Dag('hanging');
  let heard = '';
  dag.task(
    'hang',
    () => {
      const { signal } = getContext();
      return new Promise<void>(() => {
        signal.addEventListener('abort', () => {
          heard = (signal.reason as { code: string }).code;
        });
      });
    },
    { executionTimeout: 50 },
  )();
  const result = await runDag(dag);
  assert.deepEqual([result.task('hang').error?.code, heard], ['TASK_TIMEOUT', 'TASK_TIMEOUT']);
});

test('a run that cannot go on is refused with what waits for what', async () => {
  const hangs = new Dag('hangs');
  hangs
    .task('hang', () => new Promise<void>(() => undefined))()
    .before(hangs.task('next', () => 1)());
  await assert.rejects(runDag(hangs, { timeout: 100 }), (error) => {
    assert.ok(hasCode(error, 'TEST_RUN_STUCK'));
    assert.match((error as Error).message, /hang of hangs: its function has not returned/);
    assert.match((error as Error).message, /next of hangs is .*upstream/);
    return true;
  });
  const waits = new Dag('waits');
  waits.task('wide', () => 1, { pool: 'narrow', poolSlots: 5 })();
  await assert.rejects(
    runDag(waits, { pools: { narrow: 2 } }),
    /nothing will happen any more[\s\S]*wide of waits.*narrow/,
  );
  const long = new Dag('long');
  long.task(
    'century',
    sensor(() => false, { timeout: '3650d' }),
  )();
  await assert.rejects(runDag(long, { limit: '10d' }), /864000 s[\s\S]*century of long is deferred/);
});

test('pools let in as many as they have slots', async () => {
  const dag = new Dag('queueing');
  for (const id of ['a', 'b', 'c']) dag.task(id, () => id, { pool: 'one' })();
  const result = await runDag(dag, { pools: { one: 1 }, takes: { a: '1h', b: '1h', c: '1h' } });
  assert.equal(result.duration, 3 * HOUR);
});

test('a task that depends on the past runs: the run is the first of its DAG', async () => {
  const dag = new Dag('past', { schedule: '@daily', startDate: '2026-01-01' });
  dag.task('day', () => getContext().run.dataIntervalEnd?.toISOString(), { dependsOnPast: true })();
  assert.equal((await runDag(dag, { logicalDate: '2026-01-05' })).state, 'success');
});

test('a failed run prints what failed, with its log', async () => {
  const dag = new Dag('sad');
  dag.task('load', () => {
    getContext().logger.warning('the file is empty');
    throw new RangeError('no rows');
  })();
  const result = await runDag(dag);
  for (const text of [String(result), inspect(result)]) {
    assert.match(text, /DAG sad, run manual__.*: failed/);
    assert.match(text, /load {2}failed/);
    assert.match(text, /TASK_FAILED: RangeError: no rows/);
    assert.match(text, /\[warning\] the file is empty/);
  }
});

test('a DAG that would not load is refused as when its file is loaded', async () => {
  const dag = new Dag('wrong', { schedule: 'every now and then' as '@daily' });
  dag.task('a', () => 1)();
  await assert.rejects(runDag(dag), (error) => hasCode(error, 'DAG_INVALID'));
});
