import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Page, rowsOf, totalOf } from './paging.ts';

const data = (...pages: Page<{ id: string }>[]) => ({ pages, pageParams: [] });

test('a row that two pages bring is shown once, as the later one has it', () => {
  const [older, newer] = [{ id: 'b' }, { id: 'b' }];
  const rows = rowsOf(
    data({ rows: [{ id: 'a' }, older], total: 3 }, { rows: [newer, { id: 'c' }], total: 3 }),
    (row) => row.id,
  );
  assert.deepEqual(
    rows.map((row) => row.id),
    ['a', 'b', 'c'],
  );
  assert.equal(rows[1], newer);
});

test('the last page says how many there are', () => {
  assert.equal(totalOf(undefined), undefined);
  assert.equal(totalOf(data({ rows: [], total: 3 }, { rows: [], total: 4 })), 4);
});
