import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf, rowOf } from './report.ts';

const at = new Date('2026-01-02T03:04:05Z');

test('a figure with a limit tells the ratio of the medians and of the least', () => {
  const line = lineOf({ bench: 'chain', unit: 'ms', values: [30, 20, 90], limit: [20, 10, 15] }, at);
  assert.deepEqual(
    { value: line.value, limit: line.limit, ratio: line.ratio, leastRatio: line.leastRatio, at: line.at },
    { value: 30, limit: 15, ratio: 2, leastRatio: 2, at: '2026-01-02T03:04:05.000Z' },
  );
  assert.match(rowOf(line), /^chain +30\.00 ms +\(20\.00 to 90\.00, 3 times\) +limit 15\.00, ratio 2\.00/);
});

test('a figure without a limit says null, and its row nothing of it', () => {
  const line = lineOf({ bench: 'start', unit: 'ms', values: [1234.5678] }, at);
  assert.equal(line.ratio, null);
  assert.equal(rowOf(line), `${'start'.padEnd(44)}     1235 ms`);
});
