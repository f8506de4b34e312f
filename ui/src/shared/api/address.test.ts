import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from './address.ts';

test('a run id with a plus and colons stays one part of the address', () => {
  assert.equal(
    addressOf('/dags/{dag_id}/dagRuns/{run}', { dag_id: 'a/b', run: 'manual__2026-01-01T00:00:00+00:00' }, {}),
    '/dags/a%2Fb/dagRuns/manual__2026-01-01T00%3A00%3A00%2B00%3A00',
  );
});

test('a query leaves out what is not given and repeats the name of a list', () => {
  assert.equal(
    addressOf('/dags', {}, { tags: ['a', 'b'], limit: 0, paused: undefined, q: null, s: '' }),
    '/dags?tags=a&tags=b&limit=0',
  );
});

test('an address that lacks a part of its path is refused', () => {
  assert.throws(() => addressOf('/dags/{dag_id}', {}, {}), /needs dag_id/);
});
