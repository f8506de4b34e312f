import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConf, toInstant, toPicker } from './conf.ts';

test('only a JSON object is a configuration, and nothing typed is an empty one', () => {
  assert.deepEqual(parseConf(' '), { conf: {} });
  assert.deepEqual(parseConf('{"rows": 3}'), { conf: { rows: 3 } });
  for (const text of ['[1]', '3', 'null', '"x"'])
    assert.deepEqual(parseConf(text), { problem: { kind: 'not-object' } });
});

test('a text that is no JSON is refused with the reason', () => {
  const parsed = parseConf('{"rows": }');
  assert.ok('problem' in parsed && parsed.problem.kind === 'not-json' && parsed.problem.reason !== '');
});

test('a date of the picker means the same instant on the way back, in UTC and in the local zone', () => {
  const instant = new Date('2026-03-04T05:06:07Z');
  assert.equal(toPicker(instant, true), '2026-03-04 05:06:07');
  for (const isUtc of [true, false]) assert.equal(toInstant(toPicker(instant, isUtc), isUtc), instant.toISOString());
});
