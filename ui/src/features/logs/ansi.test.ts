import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf, withoutCodes } from './ansi.ts';

const shown = (text: string) => piecesOf(text).map((piece) => JSON.parse(JSON.stringify(piece)));

test('a text without codes is one piece', () => {
  assert.deepEqual(shown('plain'), [{ text: 'plain' }]);
  assert.deepEqual(shown(''), []);
});

test('colours begin and end where their codes stand', () => {
  assert.deepEqual(shown('a \u001b[1;31mred\u001b[0m b \u001b[92mgreen'), [
    { text: 'a ' },
    { ink: 1, bold: true, text: 'red' },
    { bold: false, underline: false, text: ' b ' },
    { ink: 2, bold: false, underline: false, text: 'green' },
  ]);
});

test('a colour of 256 or of 16 million becomes the nearest of eight', () => {
  assert.deepEqual(
    shown('\u001b[38;5;196mx\u001b[38;2;10;200;20my\u001b[48;5;21mz').map(({ ink, ground }) => [ink, ground]),
    [
      [1, undefined],
      [2, undefined],
      [2, 4],
    ],
  );
});

test('codes that move the cursor are left out', () => {
  assert.equal(withoutCodes('\u001b[2K\u001b[1Gdone'), 'done');
  assert.deepEqual(shown('\u001b[2Kdone'), [{ text: 'done' }]);
});
