import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dagsSearch, taskSearch } from './search.ts';

test('a value that does not fit is left out of the address', () => {
  assert.deepEqual(taskSearch({ tab: 'nope', try: '-1', map: 2 }), { tab: undefined, try: undefined, map: 2 });
  assert.deepEqual(dagsSearch({ search: '', show: 'paused' }), { search: undefined, tag: undefined, show: 'paused' });
});

test('a search for digits stays a text', () => {
  assert.equal(dagsSearch({ search: 42 }).search, '42');
});
