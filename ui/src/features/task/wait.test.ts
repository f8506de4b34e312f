import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { waitOf } from './wait.ts';

const deferred = (kwargs: string): TaskInstance => {
  const trigger = {
    id: 1,
    classpath: 'x',
    kwargs,
    created_date: '2026-01-01T00:00:00Z',
    queue: null,
    triggerer_id: null,
  };
  return { state: 'deferred', trigger } as TaskInstance;
};
const since = '2026-01-01T00:00:00Z';

test('a wait tells since when, how often, and for what', () => {
  const target = { path: '/data/*.csv', recursive: false };
  const wait = waitOf(deferred(JSON.stringify({ ...target, poke_interval: 60 })));
  assert.deepEqual(wait, { since, every: 60, until: null, target });
});

test('a wait for an instant tells when that is', () => {
  const wait = waitOf(deferred('{"moment":"2026-01-02T00:00:00Z"}'));
  assert.deepEqual(wait, { since, every: null, until: '2026-01-02T00:00:00Z', target: {} });
});

test('what cannot be read of a trigger is left out, and what is not deferred waits for nothing', () => {
  assert.deepEqual(waitOf(deferred('no JSON')), { since, every: null, until: null, target: {} });
  assert.equal(waitOf({ ...deferred('{}'), state: 'running' }), null);
});
