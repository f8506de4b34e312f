import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldGroups, isAtLeast, parseRange, toPlainLine } from './log-lines.ts';

const file = (...entries: unknown[]) =>
  entries.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('');
const texts = (...entries: unknown[]) => parseRange(file(...entries), 0).lines.map((line) => line.text);

test('an entry of several lines becomes several lines with one address, and only the first has the time', () => {
  const { lines, count } = parseRange(file({ event: 'a\nb', timestamp: '2026-01-01T00:00:00Z', level: 'warning' }), 50);
  const common = { offset: 50, index: 0, level: 'warning' };
  assert.deepEqual(lines, [
    { ...common, part: 0, time: '2026-01-01T00:00:00Z', text: 'a' },
    { ...common, part: 1, time: null, text: 'b' },
  ]);
  assert.equal(count, 1);
});

test('the address of a line is its place in the file, in bytes', () => {
  const { lines } = parseRange('é\n\nb\nc', 10);
  assert.deepEqual(
    lines.map(({ offset, index, text }) => [offset, index, text]),
    [
      [10, 0, 'é'],
      [14, 2, 'b'],
      [16, 3, 'c'],
    ],
  );
});

test('a group is a heading without its marker; folded, it hides what stands in it, and groups in it', () => {
  const { lines } = parseRange(
    file('::group::Outer', 'x', '::group::Inner', 'y', '::endgroup::', '::endgroup::', 'z'),
    0,
  );
  const shown = (...folded: number[]) => foldGroups(lines, new Set(folded)).map(({ text }) => text);
  assert.deepEqual(shown(), ['Outer', 'x', 'Inner', 'y', 'z']);
  assert.deepEqual(shown(17), ['Outer', 'x', 'Inner', 'z']);
  assert.deepEqual(shown(0), ['Outer', 'z']);
  assert.deepEqual(shown(0, 17), ['Outer', 'z']);
});

test('an error shows its frames, innermost first, and its cause', () => {
  const error_detail = [
    {
      exc_type: 'TypeError',
      exc_value: 'no',
      is_cause: false,
      frames: [
        { filename: '/a.ts', lineno: 1, name: 'outer' },
        { filename: '/b.ts', lineno: 2, name: 'inner' },
      ],
    },
    { exc_type: 'Error', exc_value: 'deep', is_cause: true, frames: [] },
  ]; // prettier-ignore
  assert.deepEqual(texts({ event: 'Task failed', level: 'error', error_detail }), [
    'Task failed',
    'TypeError: no',
    '    at inner (/b.ts:2)',
    '    at outer (/a.ts:1)',
    'Caused by Error: deep',
  ]);
});

test('values of the author follow the text, and those of the machinery do not', () => {
  assert.deepEqual(texts({ event: 'read', rows: 3, file: 'x.csv', task_id: 't', ti_id: 'u', note: null }), [
    'read rows=3 file=x.csv',
  ]);
});

test('the codes of terminals are kept beside the text', () => {
  const [line] = parseRange('\u001b[31mred\u001b[0m\n', 0).lines;
  assert.deepEqual([line?.text, line?.coloured], ['red', '\u001b[31mred\u001b[0m']);
});

test('what is no JSON is told as it is, and an unknown level counts as info', () => {
  assert.deepEqual(texts('{"half": ', '{"no": "event"}', 'plain'), ['{"half": ', '{"no": "event"}', 'plain']);
  assert.equal(parseRange(file({ event: 'x', level: 'loud' }), 0).lines[0]?.level, 'info');
  assert.deepEqual([isAtLeast('error', 'warning'), isAtLeast('info', 'warning')], [true, false]);
});

test('a line is saved with its time and level, and its further parts without', () => {
  const { lines } = parseRange(file({ event: 'a\nb', level: 'error', timestamp: '2026-01-01T00:00:00Z' }), 0);
  assert.deepEqual(lines.map(toPlainLine), ['2026-01-01T00:00:00Z\tERROR\ta', 'b']);
});
