import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendLines, formatEntries, lastError } from './log-lines.ts';

const texts = (entries: Parameters<typeof formatEntries>[0]) => formatEntries(entries).map((line) => line.text);

test('an entry of several lines becomes several numbered lines, and only the first has the time', () => {
  const lines = formatEntries([{ event: 'a\nb', timestamp: '2026-01-01T00:00:00Z', level: 'warning' }], 5);
  assert.deepEqual(lines, [
    { number: 5, time: '2026-01-01T00:00:00Z', level: 'warning', text: 'a', isGroup: false },
    { number: 6, time: null, level: 'warning', text: 'b', isGroup: false },
  ]);
});

test('a group is a heading without its marker, and its end is no line', () => {
  const lines = formatEntries([{ event: '::group::Pre Execute' }, { event: 'x' }, { event: '::endgroup::' }]);
  assert.deepEqual(
    lines.map((line) => [line.number, line.text, line.isGroup]),
    [
      [1, 'Pre Execute', true],
      [2, 'x', false],
    ],
  );
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
  assert.deepEqual(texts([{ event: 'Task failed', level: 'error', error_detail }]), [
    'Task failed',
    'TypeError: no',
    '    at inner (/b.ts:2)',
    '    at outer (/a.ts:1)',
    'Caused by Error: deep',
  ]);
});

test('values of the author follow the text, and those of the machinery do not', () => {
  assert.deepEqual(texts([{ event: 'read', rows: 3, file: 'x.csv', task_id: 't', ti_id: 'u', note: null }]), [
    'read rows=3 file=x.csv',
  ]);
});

test('escape sequences of terminals are not shown', () => {
  assert.deepEqual(texts(['\u001b[31mred\u001b[0m']), ['red']);
});

test('an unknown level counts as info', () => {
  assert.equal(formatEntries([{ event: 'x', level: 'loud' }])[0]?.level, 'info');
});

test('the last error of a log is found, and a log without one has none', () => {
  const detail = [{ exc_type: 'ValueError', exc_value: 'boom' }];
  assert.equal(
    lastError([
      { event: 'a', level: 'error', error_detail: detail },
      { event: 'b', level: 'info' },
    ]),
    'ValueError: boom',
  );
  assert.equal(lastError([{ event: 'Killed', level: 'critical' }]), 'Killed');
  assert.equal(lastError([{ event: 'b', level: 'info' }, 'plain']), null);
});

test('a log beyond the limit lets go of its oldest lines and counts them', () => {
  const held = appendLines({ lines: [], cut: 0 }, formatEntries(['1', '2', '3']), 4);
  const after = appendLines(held, formatEntries(['4', '5', '6'], 4), 4);
  assert.deepEqual(
    after.lines.map((line) => line.text),
    ['3', '4', '5', '6'],
  );
  assert.equal(after.cut, 2);
});
