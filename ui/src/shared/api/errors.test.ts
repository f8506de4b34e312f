import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from './errors.ts';

test('the detail of a refusal is its message, in each of the three shapes of Airflow', () => {
  assert.equal(errorOf(404, { detail: 'Task with id nope was not found' }).message, 'Task with id nope was not found');
  assert.equal(
    errorOf(409, { detail: { reason: 'Unique constraint violation', message: 'See ID 3' } }).message,
    'See ID 3',
  );
  const fields = [
    { loc: ['body', 'is_paused'], msg: 'Input should be a valid boolean' },
    { loc: ['body'], msg: 'Field required' },
  ];
  assert.equal(errorOf(422, { detail: fields }).message, 'is_paused: Input should be a valid boolean\nField required');
});

test('the code of the server is kept with the error', () => {
  assert.equal(errorOf(409, { detail: 'exists' }, 'RUN_EXISTS').code, 'RUN_EXISTS');
  assert.equal(errorOf(409, { detail: 'exists' }).code, null);
});

test('a body that is no JSON object gives an error without a message', () => {
  assert.equal(errorOf(502, '<html>').message, '');
  assert.equal(errorOf(502, null).message, '');
  assert.equal(errorOf(404, { error: 'API route not found' }).message, 'API route not found');
});
