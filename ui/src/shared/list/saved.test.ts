import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pinned, putBack, type Saved, without, withSaved } from './saved.ts';

const all: readonly Saved<number>[] = [
  { name: 'a', value: 1, isPinned: true },
  { name: 'b', value: 2 },
  { name: 'c', value: 3 },
];
const names = (some: readonly Saved<number>[]) => some.map(({ name }) => name).join('');

test('a value under a new name comes last, one under a name that is taken replaces the old one and stays pinned', () => {
  assert.equal(names(withSaved(all, 'd', 4)), 'abcd');
  assert.deepEqual(withSaved(all, 'a', 9)[0], { name: 'a', value: 9, isPinned: true });
});

test('what was forgotten comes back to its place, but over nothing that was kept since', () => {
  const left = without(all, 'b');
  assert.equal(names(left), 'ac');
  assert.deepEqual(putBack(left, { name: 'b', value: 2 }, 1), all);
  const since = withSaved(left, 'b', 7);
  assert.equal(putBack(since, { name: 'b', value: 2 }, 1), since);
  assert.equal(names(putBack([], { name: 'b', value: 2 }, 1)), 'b');
});

test('one is pinned and unpinned alone', () => {
  assert.deepEqual(
    pinned(pinned(all, 'c', true), 'a', false).map(({ isPinned = false }) => isPinned),
    [false, false, true],
  );
});
