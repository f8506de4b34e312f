import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine, startProgress } from './progress.ts';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 40, write: (text: string) => written.push(text) > 0, written };
}

test('a bar tells how much is done, and of what', () => {
  assert.equal(progressLine(0, 200, 'rows'), `[${'.'.repeat(30)}] 0 % 0 of 200 rows`);
  assert.equal(progressLine(100, 200, 'rows'), `[${'#'.repeat(15)}${'.'.repeat(15)}] 50 % 100 of 200 rows`);
  assert.equal(progressLine(300, 200, 'rows'), `[${'#'.repeat(30)}] 100 % 300 of 300 rows`);
});

test('a bar is drawn on a terminal, no wider than it, and taken away at the end', () => {
  const stream = terminal(true);
  const progress = startProgress(10, stream);
  progress.add(5, 'a very long name of what is under way');
  progress.end();
  assert.equal(stream.written.length, 2);
  assert.ok((stream.written[0]?.length ?? 99) <= 40 + '\r\u001b[K'.length);
  assert.equal(stream.written[1], '\r\u001b[K');
});

test('where stderr is no terminal, no bar is written', () => {
  const stream = terminal(false);
  const progress = startProgress(10, stream);
  progress.add(5, 'rows');
  progress.end();
  assert.deepEqual(stream.written, []);
});
