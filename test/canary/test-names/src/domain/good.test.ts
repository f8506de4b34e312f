import { test } from 'node:test';

test('one is one', () => /should/.test('should'));
test(`two is two`, { skip: 'one is enough' }, () => undefined);
