import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConf } from './conf.ts';

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
