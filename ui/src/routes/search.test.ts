import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dagsSearch, taskSearch } from './search.ts';

test('a value that does not fit is left out of the address', () => {
  const { map, ...others } = taskSearch({ tab: 'nope', try: '-1', map: 2, at: 'x', level: 'loud', regex: 'no' });
  assert.equal(map, 2);
  assert.ok(Object.values(others).every((value) => value === undefined));
  const given = { search: '', show: 'paused', last: 'lost', order: '-password', pinned: 'yes', owner: null };
  const kept = Object.entries(dagsSearch(given)).filter(([, value]) => value !== undefined);
  assert.deepEqual(kept, [['show', 'paused']]);
});

test('a search for digits stays a text', () => {
  assert.equal(dagsSearch({ search: 42 }).search, '42');
});
