import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WaitReason } from '#shared/api/extra-operations.ts';
import { makeFormatter } from '#shared/format/format.ts';
import { en } from '#shared/i18n/en.ts';
import { fr } from '#shared/i18n/fr.ts';
import { neverRan, reasonText } from './reason-text.ts';
import { linesAround } from './source-lines.ts';

const reason = (code: string, details = {}): WaitReason => ({
  code,
  message: 'in the words of the server',
  details,
  holders: [],
  holders_total: 0,
});

test('a reason is told with its figures, in the language of the page', () => {
  const full = reason('pool_full', { pool: 'x', used: 2, slots: 2, needed: 1 });
  assert.equal(reasonText(full, en, makeFormatter('en', 'UTC')), 'It waits for 1 slot of pool x: 2 of 2 in use.');
  assert.match(reasonText(full, fr, makeFormatter('fr', 'UTC')), /1 place du pool x : 2 sur 2/);
  const retry = reason('retry_delay', { until: Date.UTC(2026, 0, 1) });
  assert.match(reasonText(retry, en, makeFormatter('en', 'UTC')), /2026-01-01 00:00:00/);
});

test('each reason that has words is told in them, and one that is not known in those of the server', () => {
  const format = makeFormatter('en', 'UTC');
  for (const code of Object.keys(en.why.reason))
    assert.notEqual(reasonText(reason(code), en, format), 'in the words of the server', code);
  assert.equal(reasonText(reason('invented'), en, format), 'in the words of the server');
});

test('what no time is known of is found among the assumptions', () => {
  assert.equal(neverRan(['x', 'what has never succeeded yet takes no time: a, b']), 'a, b');
  assert.equal(neverRan(['x']), '');
});

test('the lines around a line are numbered, and end with the file', () => {
  assert.deepEqual(
    linesAround('a\nb\nc\nd', 2).map(({ number, text }) => `${number}${text}`),
    ['1a', '2b', '3c', '4d'],
  );
  assert.deepEqual(linesAround('a\nb', 9), []);
});
