import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import { createParamCheck } from './params.ts';

const check = (schema: { [keyword: string]: Json }, value: Json, required = false) =>
  createParamCheck({ p: { value: null, description: null, schema, ...(required ? { required } : {}) } })
    .problems(value === undefined ? {} : { p: value })
    .map(({ path, reason }) => `${path} ${reason}`);

test('each problem names the path of its value, as a DAG file would write it', () => {
  const schema = {
    type: 'object',
    required: ['from'],
    additionalProperties: false,
    properties: { from: { type: 'string' }, days: { type: 'array', items: { type: 'integer', minimum: 1 } } },
  };
  assert.deepEqual(check(schema, { from: 'x', days: [1, 2] }), []);
  assert.deepEqual(check(schema, { days: [1, 0, 'x'], 'odd name': 1 }).sort(), [
    'params.p.days[1] must be >= 1, found 0',
    'params.p.days[2] must be integer, found "x"',
    'params.p.from is missing',
    'params.p["odd name"] is not known',
  ]);
  assert.deepEqual(check({ enum: ['a', 'b'] }, 'c'), ['params.p must be one of ["a","b"], found "c"']);
});

test('formats are those of Airflow, and a format that is for forms only takes every text', () => {
  const good: Record<string, string[]> = {
    date: ['2026-02-28'],
    'date-time': ['2026-02-28T10:00:00Z', '2026-02-28 10:00:00+01:00'],
    time: ['10:00', '10:00:30', '10:00:30+02:00'],
    email: ['a@example.org'],
    uri: ['https://example.org/x'],
    multiline: ['a\nb'],
  };
  for (const [format, texts] of Object.entries(good))
    for (const text of texts) assert.deepEqual(check({ type: 'string', format }, text), [], `${format} ${text}`);
  const wrong = { date: '2026-02-30', 'date-time': '2026-02-28T10:00:00', time: '25:00', email: 'a@', uri: 'x' };
  for (const [format, text] of Object.entries(wrong))
    assert.equal(check({ type: 'string', format }, text).length, 1, `${format} ${text}`);
});

test('a param without a default, or with the default null that does not fit, must be given', () => {
  const params = {
    required: { value: null, description: null, schema: { type: 'integer' }, required: true },
    empty: { value: null, description: null, schema: { type: 'string' } },
    nullable: { value: null, description: null, schema: { type: ['string', 'null'] } },
  };
  const problems = (conf: { [name: string]: Json }) =>
    createParamCheck(params)
      .problems(conf)
      .map(({ path }) => path);
  assert.deepEqual(problems({}), ['params.required', 'params.empty']);
  assert.deepEqual(problems({ required: 1, empty: 'x' }), []);
  assert.deepEqual(problems({ required: null, empty: '' }), ['params.required']);
});

test('values are left as they are: nothing is filled in, nothing is turned into another type', () => {
  const value = { a: '1' };
  assert.deepEqual(check({ properties: { b: { default: 2 } } }, value), []);
  assert.deepEqual(value, { a: '1' });
  assert.equal(check({ type: 'integer' }, '1').length, 1);
});
