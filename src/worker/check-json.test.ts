import assert from 'node:assert/strict';
import test from 'node:test';
import { checkJson } from './check-json.ts';

const complaint = (value: unknown): string => {
  try {
    checkJson('return_value', value);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('plain JSON values pass', () => {
  for (const value of [null, true, 0, -1.5, '', 'x', [], {}, [1, [2]], { a: { b: [null] } }, Object.create(null)]) {
    assert.equal(complaint(value), '');
  }
});

test('an undefined property is left out, an undefined element is refused', () => {
  assert.equal(complaint({ a: undefined, b: 1 }), '');
  assert.match(complaint([1, undefined]), /undefined is no JSON value at \$\[1\]/);
});

test('what says itself what it is in JSON passes', () => {
  assert.equal(complaint({ at: new Date(0), url: new URL('http://a/') }), '');
  assert.match(complaint(new Date(Number.NaN)), /Date is invalid/);
  assert.match(complaint({ toJSON: () => 1n }), /BigInt/);
});

test('a value that JSON would lose or change is refused, with its path', () => {
  const cases: [unknown, RegExp][] = [
    [1n, /return_value.*BigInt \(1\).* at \$\./],
    [{ a: [{ 'b c': Number.NaN }] }, /NaN is no JSON number at \$\.a\[0\]\["b c"\]/],
    [{ f() {} }, /a function \(f\) is no data at \$\.f/],
    [[Symbol('s')], /a symbol \(s\) is no data at \$\[0\]/],
    [{ m: new Map() }, /an instance of Map .*Object\.fromEntries.* at \$\.m/],
    [new Float64Array(1), /an instance of Float64Array .*Array\.from/],
    [Promise.resolve(1), /await it/],
    [new (class Model {})(), /an instance of Model/],
    [Number.POSITIVE_INFINITY, /Infinity/],
  ];
  for (const [value, expected] of cases) assert.match(complaint(value), expected);
});

test('a cycle is refused, a shared part is not', () => {
  const cycle: { list: unknown[] } = { list: [] };
  cycle.list.push({ back: cycle });
  assert.match(complaint(cycle), /cycle\) at \$\.list\[0\]\.back/);
  const shared = { a: 1 };
  assert.equal(complaint([shared, shared]), '');
});

test('a value nested a hundred thousand levels deep is refused without overflowing', () => {
  let value: unknown = 1;
  for (let level = 0; level < 100_000; level++) value = [value];
  assert.match(complaint(value), /nested deeper than 1000 levels/);
});
