import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDag } from '@aquilon/sdk/testing';
import dag from '../dags/tell_somebody.ts';

test('the team gets a mail when sales cannot be loaded', async () => {
  const result = await runDag(dag, { conf: { rows: -1 } });
  assert.equal(result.state, 'failed');
  const told = result.notices.filter(({ event, kind }) => event === 'failure' && kind === 'email');
  assert.deepEqual(
    told.map(({ task, options }) => [task, options.to]),
    [['load', ['team@example.com']]],
  );
});

test('without a conf there is nothing to publish', async () => {
  const result = await runDag(dag);
  assert.equal(result.state, 'success');
  assert.deepEqual(
    result.notices.filter(({ task }) => task === 'publish').map(({ options }) => options.json),
    [{ text: 'publish: nothing to publish' }],
  );
});
