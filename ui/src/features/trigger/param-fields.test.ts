import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldsOf, problemsByParam, startConf } from './param-fields.ts';

const param = (value: unknown, schema: object = {}, description: string | null = null) => ({
  value,
  schema,
  description,
  source: null,
});
const kinds = (params: Record<string, unknown>) =>
  Object.fromEntries(fieldsOf(params).map(({ name, kind }) => [name, kind]));

test('the type of a schema, else of the default, decides what kind of field a param has', () => {
  const params = {
    plain: 'x',
    text: param(null, { type: ['null', 'string'] }),
    lines: param('a', { type: 'string', format: 'multiline' }),
    day: param(null, { type: 'string', format: 'date' }),
    at: param(null, { type: 'string', format: 'date-time' }),
    hour: param(null, { type: 'string', format: 'time' }),
    rows: param(5),
    share: param(0.5, { type: 'number' }),
    fast: param(true),
    region: param('eu', { enum: ['eu', 'us'] }),
    several: param([], { type: 'array', examples: ['a', 'b'] }),
    names: param(['a']),
    matrix: param([[1]], { type: 'array', items: { type: 'array' } }),
    window: param({ days: 1 }),
    fixed: param('x', { const: 'x' }),
  };
  assert.deepEqual(kinds(params), {
    plain: 'text',
    text: 'text',
    lines: 'multiline',
    day: 'date',
    at: 'date-time',
    hour: 'time',
    rows: 'number',
    share: 'number',
    fast: 'boolean',
    region: 'select',
    several: 'choices',
    names: 'list',
    matrix: 'json',
    window: 'json',
  });
});

test('a field has the title, the description and the words of its schema', () => {
  const schema = {
    title: 'Region',
    type: 'string',
    enum: ['eu', 3],
    values_display: { eu: 'Europe' },
    section: 'Place',
  };
  const [field] = fieldsOf({ region: param('eu', schema, 'where to') });
  assert.deepEqual(
    [field?.label, field?.description, field?.section, field?.isRequired],
    ['Region', 'where to', 'Place', true],
  );
  assert.deepEqual(field?.options, [
    { value: 'eu', label: 'Europe' },
    { value: 3, label: '3' },
  ]);
});

test('the form begins with the defaults, and without the values that are asked for', () => {
  const params = {
    rows: param(5),
    must: param(null, { type: 'string' }),
    may: param(null, { type: ['null', 'string'] }),
  };
  assert.deepEqual(startConf(params), { rows: 5, may: null });
  assert.deepEqual(startConf(null), {});
});

test('what the server says stands at the field that it says it of', () => {
  const message = `Invalid input for param window: params.window.days must be >= 1, found 0
Invalid input for param window: params.window.to is missing
Invalid input for param a b: params["a b"] must be integer, found "x"
Correct the named values.`;
  assert.deepEqual(problemsByParam(message), {
    window: 'params.window.days must be >= 1, found 0; params.window.to is missing',
    'a b': 'params["a b"] must be integer, found "x"',
  });
});
