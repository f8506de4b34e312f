import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseType } from './accept.ts';

test('of what is offered the type is chosen that the header Accept likes best', () => {
  const choose = (accept?: string) => chooseType(accept, ['application/json', 'text/plain']);
  for (const [accept, chosen] of [
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/plain', 'text/plain'],
    ['TEXT/*', 'text/plain'],
    ['text/plain, application/json', 'text/plain'],
    ['application/json;q=0.1, text/plain;q=0.9', 'text/plain'],
    ['text/plain;q=0, */*;q=0.1', 'application/json'],
    ['image/png, text/plain;q=0.3', 'text/plain'],
    ['image/png', undefined],
    ['text/plain;q=0', undefined],
  ] as const)
    assert.equal(choose(accept), chosen, String(accept));
});
