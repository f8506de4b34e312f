import { test } from 'node:test';

test('one should be one', async (t) => {
  await t.test('and stay it', () => undefined);
});
