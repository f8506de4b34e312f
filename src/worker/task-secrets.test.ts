import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Bench, failureOf, openBench } from '#test/support/task-runs.ts';

const CANARY = 'canary-of-a-task';

describe('variables and connections in the code of a task', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench({ env: { AIRFLOW__CORE__SENSITIVE_VAR_CONN_NAMES: 'hush' } });
  });
  after(() => bench.close());

  const resultOf = async (body: string) => {
    const outcome = await bench.run(bench.work(body));
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json', JSON.stringify(outcome));
    return outcome.returnValue.value;
  };

  test('are read with their defaults, as texts and as JSON', async () => {
    bench.variables.set('place', 'Paris');
    bench.variables.set('settings', '{"depth": [1, 2]}');
    bench.connections.set('shop', 'http://me:pw@shop.example:80/path?depth=2');
    const found = await resultOf(`async () => {
      const { variables, connections } = getContext();
      const { host, login, extraDejson, uri } = await connections.get('shop');
      return [await variables.get('place'), await variables.get('nobody', 'else'), await variables.getJson('settings'),
        await variables.getJson('nobody', { depth: [] }), host, login, extraDejson, uri];
    }`);
    const uri = 'http://me:pw@shop.example:80/path?depth=2';
    const settings = { depth: [1, 2] };
    assert.deepEqual(found, ['Paris', 'else', settings, { depth: [] }, 'shop.example', 'me', { depth: '2' }, uri]);
  });

  test('variables are written, texts as they are and everything else as JSON, and deleted', async () => {
    const found = await resultOf(`async () => {
      const { variables } = getContext();
      await variables.set('text', 'plain', { description: 'of a task' });
      await variables.set('rows', { count: 3 });
      await variables.delete('text');
      await variables.delete('never there');
      return [await variables.get('text', null), await variables.getJson('rows')];
    }`);
    assert.deepEqual(found, [null, { count: 3 }]);
    assert.equal(bench.variables.get('rows'), '{"count":3}');
  });

  test('one that is not there fails the task, with what to do about it', async () => {
    for (const [body, code, name] of [
      [`getContext().variables.get('nobody')`, 'VARIABLE_NOT_FOUND', 'nobody'],
      [`getContext().variables.getJson('nobody')`, 'VARIABLE_NOT_FOUND', 'nobody'],
      [`getContext().connections.get('nowhere')`, 'CONNECTION_NOT_FOUND', 'nowhere'],
    ] as const) {
      const failure = failureOf(await bench.run(bench.work(`async () => ${body}`)));
      assert.equal(failure.code, code);
      assert.match(failure.message, new RegExp(`no (variable|connection) ${name}`));
    }
  });

  test('what is no JSON is told without a piece of it', async () => {
    bench.variables.set('broken', CANARY);
    const failure = failureOf(await bench.run(bench.work(`async () => getContext().variables.getJson('broken')`)));
    assert.equal(failure.code, 'VARIABLE_INVALID');
    const template = bench.operator(
      'bash',
      { bashCommand: '{{ var.json.broken }}' },
      { template: { fields: ['bashCommand'], ext: [] } },
    );
    const other = failureOf(await bench.run(template));
    assert.match(other.message, /the variable broken is no JSON/);
    for (const { message } of [failure, other]) assert.doesNotMatch(message, /canary/);
  });

  test('what is read or written is masked in the log and in errors: by its name, and by words of the configuration', async () => {
    bench.variables.set('api_key', `${CANARY}-1`);
    bench.variables.set('hush_hush', `${CANARY}-2`);
    bench.variables.set('settings', `{"dbPassword": "${CANARY}-3"}`);
    bench.connections.set(
      'shop',
      JSON.stringify({ conn_type: 'http', password: `${CANARY}-4`, extra: { token: `${CANARY}-5` } }),
    );
    const work = bench.work(`async () => {
      const { variables, connections, logger } = getContext();
      const secrets = [await variables.get('api_key'), await variables.get('hush_hush'), await variables.get('settings')];
      const { password, extra } = await connections.get('shop');
      await variables.set('new_token', '${CANARY.slice(0, 6)}' + '-of-a-task-6');
      logger.info('all of it', { secrets, password, extra, sixth: '${CANARY.slice(0, 6)}' + '-of-a-task-6' });
      console.error(JSON.stringify([secrets, password, extra]));
      throw new Error([...secrets, password, extra, '${CANARY.slice(0, 6)}' + '-of-a-task-6'].join(' '));
    }`);
    const failure = failureOf(await bench.run(work));
    const written = JSON.stringify([failure, bench.log(work), bench.serverLog]);
    assert.doesNotMatch(written, /canary-of-a-task-\d/);
    assert.equal(failure.message.split('***').length - 1, 6, failure.message);
  });
});
