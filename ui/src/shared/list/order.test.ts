import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderText, readOrder, turned } from './order.ts';

test('an order is read as it was written, and one of an unknown field is none', () => {
  const order = readOrder('-start_date', ['start_date']);
  assert.deepEqual(order, { by: 'start_date', descending: true });
  assert.equal(order && orderText(order), '-start_date');
  assert.equal(readOrder('-password', ['start_date']), undefined);
  assert.equal(readOrder(7, ['start_date']), undefined);
});

test('a column sorts up first, then down, and another one begins anew', () => {
  const up = turned(undefined, 'a');
  assert.deepEqual(up, { by: 'a', descending: false });
  assert.deepEqual(turned(up, 'a'), { by: 'a', descending: true });
  assert.deepEqual(turned(turned(up, 'a'), 'b'), { by: 'b', descending: false });
});
