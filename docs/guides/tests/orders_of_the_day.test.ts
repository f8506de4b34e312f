import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getContext } from '@aquilon/sdk';
import { runDag } from '@aquilon/sdk/testing';
import dag from '../dags/orders_of_the_day.ts';

const orders = [
  { id: 1, total: 5 },
  { id: 2, total: 50 },
];
/** Functions in the place of those that would reach outside. */
const mock = {
  arrived: () => true,
  load: () => orders,
  archive: ({ bashCommand }: { bashCommand: string }) => bashCommand,
};

test('orders that are large enough are found, and archived for the day of the run', async () => {
  const result = await runDag(dag, { logicalDate: '2026-03-01', conf: { least: 20 }, mock });
  result.expectSuccess();
  assert.deepEqual(result.task('large').xcom(), [orders[1]]);
  assert.equal(result.task('archive').xcom(), 'archive-orders --day 2026-03-01');
  assert.deepEqual(result.order, ['arrived', 'load', 'large', 'archive']);
});

test('a shop that is down for an hour costs a retry', async () => {
  const down = () => {
    if (getContext().task.tryNumber === 1) throw new Error('the shop is down');
    return orders;
  };
  const result = await runDag(dag, { logicalDate: '2026-03-01', mock: { ...mock, load: down } });
  assert.equal(result.state, 'success');
  assert.deepEqual(
    result.task('load').attempts.map(({ state }) => state),
    ['failed', 'success'],
  );
  assert.equal(result.duration, 3_600_000);
});

test('orders that never come fail the run after half a day, in no time', async () => {
  const result = await runDag(dag, { mock: { ...mock, arrived: () => false } });
  assert.equal(result.task('arrived').error?.code, 'SENSOR_TIMEOUT');
  assert.equal(result.task('load').state, 'upstream_failed');
  assert.equal(result.duration, 12 * 3_600_000);
});
