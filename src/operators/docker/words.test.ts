import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, wordsOf } from './words.ts';

test('a command is split into words as a shell does', () => {
  const cases: [text: string, words: string[]][] = [
    ['', []],
    ['  ls   -l ', ['ls', '-l']],
    [`a'b c'"d e"f`, ['ab cd ef']],
    [`'' ""`, ['', '']],
    [String.raw`a\ b "\"x\\" '\y' "\n"`, ['a b', String.raw`"x\ `.trim(), String.raw`\y`, String.raw`\n`]],
    ['echo $HOME | cat', ['echo', '$HOME', '|', 'cat']],
  ];
  for (const [text, words] of cases) assert.deepEqual(wordsOf('command', text), words, text);
  assert.throws(() => wordsOf('command', 'a "b'), /the quote " in it has no end/);
});

test('sizes are powers of 1024', () => {
  assert.deepEqual(['7', '1.5k', '512M', '2gb', '1T', '3b', 'x', '', '-1m'].map(bytesOf), [
    7,
    1536,
    536_870_912,
    2_147_483_648,
    1_099_511_627_776,
    3,
    undefined,
    undefined,
    undefined,
  ]);
});
