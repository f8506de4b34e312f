import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventText, logText } from './log-text.ts';

const line = { timestamp: '2026-01-01T00:00:00Z', level: 'info', event: 'loaded', logger: 'task' };

test('the fields of a line stand behind its event, as JSON where they are no plain words', () => {
  assert.equal(
    logText({ ...line, rows: 3, file: 'a.csv', note: 'two words', of: { x: [1] }, none: null }),
    '2026-01-01T00:00:00Z INFO loaded rows=3 file=a.csv note="two words" of={"x":[1]} none=null',
  );
});

test('the stack of an error stands indented below, innermost frame first, then its cause', () => {
  const frames = [
    { filename: '/dags/a.ts', lineno: 9, name: '<module>' },
    { filename: '/dags/a.ts', lineno: 3, name: 'load' },
  ];
  const failed = {
    ...line,
    event: 'Task failed',
    error_detail: [
      {
        exc_type: 'Error',
        exc_value: 'no luck',
        frames,
        exceptions: [[{ exc_type: 'RangeError', exc_value: 'inner' }]],
      },
      { exc_type: 'TypeError', exc_value: 'two\nlines', is_cause: true, exc_notes: ['seen before'] },
    ],
  };
  assert.deepEqual(logText(failed).split('\n'), [
    '2026-01-01T00:00:00Z INFO Task failed',
    '    Error: no luck',
    '        at load (/dags/a.ts:3)',
    '        at <module> (/dags/a.ts:9)',
    '        RangeError: inner',
    '    caused by TypeError: two',
    '    lines',
    '    seen before',
  ]);
  assert.equal(eventText(failed), 'Task failed: Error: no luck: TypeError: two\nlines');
});

test('an event of several lines has its fields below, and a line that is no JSON of ours is told as it is', () => {
  assert.equal(logText({ ...line, event: 'a\nb', rows: 1 }), '2026-01-01T00:00:00Z INFO a\nb\n    rows=1');
  assert.equal(logText({ event: 'bare text' }), 'bare text');
});
