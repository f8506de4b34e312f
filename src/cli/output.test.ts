import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from './output.ts';

const rows = [
  { dag_id: 'a', owners: ['x', 'y'], note: null },
  { dag_id: 'long_name', owners: [], note: 'two\nlines' },
];

test('a table has a head, a rule, and one line a row', () => {
  assert.deepEqual(render(rows, 'table').split('\n'), [
    'dag_id    | owners | note',
    '==========+========+==========',
    'a         | x,y    |',
    'long_name |        | two lines',
    '',
  ]);
});

test('no rows are said in a table, and are an empty list for programs', () => {
  assert.equal(render([], 'table'), 'No data found\n');
  assert.deepEqual(JSON.parse(render([], 'json')), []);
});

test('json and yaml keep the values as they are', () => {
  assert.deepEqual(JSON.parse(render(rows, 'json')), rows);
  assert.match(render(rows, 'yaml'), /- dag_id: a\n {2}owners:\n {4}- x/);
});
