import { describe, test } from 'node:test';

test('one is one', () => undefined);
describe('a group', () => {
  test('one is one', () => undefined);
});
