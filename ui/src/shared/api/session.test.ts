import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayChange } from './session.ts';

test('viewers and the public only look; whoever runs things may change them', () => {
  assert.deepEqual(['Public', 'Viewer', 'User', 'Op', 'Admin'].map(mayChange), [false, false, true, true, true]);
});
