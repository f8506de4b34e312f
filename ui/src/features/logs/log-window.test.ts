import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLine, matcherOf, matchesIn } from './find-line.ts';
import type { ReadRange } from './log-range.ts';
import { LogWindow } from './log-window.ts';

/** A log in memory that is read as the server reads a file: the lines that begin in a range. ASCII. */
function logOf(text: () => string): { read: ReadRange; asked: number[] } {
  const asked: number[] = [];
  const read: ReadRange = async ({ start, length, count }) => {
    const whole = text();
    asked.push(length);
    const size = whole.length;
    const from = Math.min(start < 0 ? Math.max(0, size + start) : start, size);
    const to = Math.min(from + length, size);
    const first = from === 0 ? 0 : whole.indexOf('\n', from - 1) + 1;
    const none = { path: '/log', is_open: false, size };
    const before = count ? { lines_before: whole.slice(0, from).split('\n').length - 1 } : {};
    if ((first === 0 && from > 0) || first >= to) return { ...none, start: to, end: to, text: '', ...before };
    const newline = whole[to - 1] === '\n' ? to : whole.indexOf('\n', to) + 1;
    return { ...none, start: first, end: newline, text: whole.slice(first, newline), ...before };
  };
  return { read, asked };
}

const LONG = Array.from({ length: 100_000 }, (_, index) => `line ${String(index + 1).padStart(6, '0')}\n`).join('');
const numbers = (log: LogWindow) => {
  const { lines, numberOf } = log.get();
  return [lines[0], lines.at(-1)].map((line) => line && [line.text, numberOf(line)]);
};

test('a log opens at its end, and learns afterwards which numbers its lines have', async () => {
  const log = new LogWindow(logOf(() => LONG).read, () => true);
  await log.openEnd();
  assert.deepEqual(numbers(log)[1], ['line 100000', null]);
  assert.deepEqual([log.isAtEnd, log.isAtStart], [true, false]);
  await log.count();
  assert.deepEqual(numbers(log)[1], ['line 100000', 100_000]);
});

test('whoever reads up to the start or down to the end gets every line once, with its number, and few are held', async () => {
  const most = 40_000;
  const log = new LogWindow(logOf(() => LONG).read, () => true, most);
  await log.openEnd();
  await log.count();
  let held = 0;
  while (!log.isAtStart) {
    const before = log.get().lines[0]?.offset;
    await log.earlier();
    const { lines } = log.get();
    held = Math.max(held, lines.length);
    const offsets = lines.map(({ offset }) => offset);
    assert.ok(offsets.every((offset, place) => place === 0 || offset === (offsets[place - 1] ?? 0) + 12));
    assert.ok((lines[0]?.offset ?? 0) < (before ?? 0));
  }
  assert.deepEqual(numbers(log)[0], ['line 000001', 1]);
  assert.ok(held <= most + 25_000, `${held}`);
  while (!log.isAtEnd) await log.later();
  assert.deepEqual(numbers(log)[1], ['line 100000', 100_000]);
  assert.equal(log.isAtStart, false);
});

test('a log that grows is read on, and its numbers go on', async () => {
  let text = 'a\nb\n';
  const log = new LogWindow(logOf(() => text).read, () => true);
  await log.openEnd();
  for (const more of ['c\n', 'd\ne\n']) {
    text += more;
    await log.later();
  }
  const { lines, numberOf } = log.get();
  assert.deepEqual(
    lines.map((line) => [line.text, numberOf(line)]),
    [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
      ['e', 5],
    ],
  ); // prettier-ignore
});

test('with a filter it reads on until there is something to see', async () => {
  const log = new LogWindow(logOf(() => LONG).read, ({ text }) => text === 'line 000007');
  await log.openEnd();
  assert.equal(log.get().lines.length, 0);
  await log.earlier();
  await log.count();
  assert.deepEqual(numbers(log)[0], ['line 000007', 7]);
});

test('a line is opened by its address', async () => {
  const log = new LogWindow(logOf(() => LONG).read, () => true);
  await log.openEnd();
  await log.openAt(12 * 50_000);
  await log.count();
  const { lines, numberOf } = log.get();
  const line = lines.find(({ offset }) => offset === 12 * 50_000);
  assert.equal(line && numberOf(line), 50_001);
});

test('a fault of the server is told, and does not end the reading', async () => {
  const { read } = logOf(() => LONG);
  let isBroken = true;
  const log = new LogWindow(
    (request) => (isBroken ? Promise.reject(new Error('down')) : read(request)),
    () => true,
  );
  await log.openEnd();
  assert.equal((log.get().error as Error).message, 'down');
  isBroken = false;
  await log.openEnd();
  assert.equal(log.get().error, null);
});

test('a search goes through the whole log in both directions, from the line it stands on', async () => {
  const { read } = logOf(() => LONG);
  const find = async (from: number | null, isBackwards: boolean, pattern: RegExp) => {
    const { signal } = new AbortController();
    const line = await findLine({ read, from, isBackwards, signal, isWanted: ({ text }) => pattern.test(text) });
    return line?.text ?? null;
  };
  assert.equal(await find(null, false, /00500\d/), 'line 005000');
  assert.equal(await find(null, true, /5000$/), 'line 095000');
  assert.equal(await find(12 * 94_999, true, /5000$/), 'line 085000');
  assert.equal(await find(12 * 94_999, false, /5000$/), null);
});

test('a search is for text or for a pattern; capital letters count where there is one', () => {
  const fits = (text: string, isRegex: boolean, line: string) => {
    const matcher = matcherOf(text, isRegex);
    return matcher instanceof RegExp && line.search(matcher) >= 0;
  };
  assert.deepEqual(
    [fits('a.b', false, 'A.B'), fits('a.b', false, 'axb'), fits('a.b', true, 'axb')],
    [true, false, true],
  );
  assert.deepEqual([fits('Error', false, 'error'), fits('\\Bx', true, 'aX')], [false, true]);
  assert.ok(matcherOf('(', true) instanceof SyntaxError);
  assert.equal(matcherOf('', false), null);
  assert.deepEqual(matchesIn('abab', /b*/g), [
    { from: 1, to: 2 },
    { from: 3, to: 4 },
  ]); // prettier-ignore
});
