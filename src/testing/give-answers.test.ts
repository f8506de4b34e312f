import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approval, Dag, hitl, hitlBranch, hitlEntry } from '@aquilon/sdk';
import { runDag } from '@aquilon/sdk/testing';

const release = () => {
  const dag = new Dag('release');
  const ask = dag.task(
    'ask',
    hitlEntry({ subject: 'Which?', params: { share: { default: 5, schema: { type: 'integer' } } } }),
  )();
  const go = dag
    .task('go', approval({ subject: 'Go?', defaults: 'Reject', responseTimeout: '2 days' }))()
    .after(ask);
  dag
    .task('ship', () => 'shipped')()
    .after(go);
  return dag;
};

test('a test answers what tasks ask, with values and after a while on the clock of the run', async () => {
  const result = await runDag(release(), {
    answers: {
      ask: { chosenOptions: 'OK', paramsInput: { share: 7 }, by: 'ada' },
      go: { chosenOptions: 'Approve', after: '1 day' },
    },
  });
  result.expectSuccess();
  assert.equal(result.task('ship').xcom(), 'shipped');
  const answer = result.task('ask').xcom() as { params_input: object; responded_by_user: object };
  assert.deepEqual([answer.params_input, answer.responded_by_user], [{ share: 7 }, { id: 'ada', name: 'ada' }]);
  assert.ok(result.duration >= 86_400_000);
});

test('without an answer the time of a question runs out at once, and its defaults count', async () => {
  const result = await runDag(release(), { answers: { ask: 'OK' } });
  assert.equal(result.task('ship').state, 'skipped');
  assert.equal((result.task('go').xcom() as { timedout: boolean }).timedout, true);
});

test('a question without an answer and without an end is told as what the run waits for', async () => {
  const dag = new Dag('silent');
  dag.task('ask', hitl({ subject: 'Well?', options: ['yes'] }))();
  await assert.rejects(runDag(dag), /ask of silent is awaiting_input: it has waited for an answer of somebody/);
});

test('each instance of a mapped branch gets the answer', async () => {
  const dag = new Dag('many');
  const each = dag.task('each', hitlBranch);
  const asked = each.partial({ options: ['a', 'b'] }).expand({ subject: ['one', 'two'] });
  dag
    .task('a', () => 1)()
    .after(asked);
  dag
    .task('b', () => 2)()
    .after(asked);
  const result = await runDag(dag, { answers: { each: ['b'] } });
  assert.deepEqual(
    [result.task('a').state, result.task('b').state, result.mapped('each').map((one) => one.xcom())],
    ['skipped', 'success', [['b'], ['b']]],
  );
});

test('an answer that the question refuses, and one of a task that there is not, fail the test', async () => {
  await assert.rejects(
    runDag(release(), { answers: { ask: 'Nope' } }),
    /answer to ask was refused: Invalid options \['Nope'\]/,
  );
  await assert.rejects(runDag(release(), { answers: { og: 'OK' } }), { code: 'TEST_MOCK_UNKNOWN' });
});
