import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedAsset, SerializedAssetCondition } from '@aquilon/sdk/serialized';
import {
  type AssetInbox,
  assetKey,
  hears,
  holds,
  isAssetText,
  isStorable,
  listenedBy,
  raisedEvents,
  receive,
} from './assets.ts';

const asset = (name: string): SerializedAsset => ({
  kind: 'asset',
  name,
  uri: `s3://b/${name}`,
  group: 'asset',
  extra: {},
});
const alias = (name: string) => ({ kind: 'alias' as const, name, group: 'asset' });
const all = (...of: SerializedAssetCondition[]): SerializedAssetCondition => ({ kind: 'all', of });
const any = (...of: SerializedAssetCondition[]): SerializedAssetCondition => ({ kind: 'any', of });
const ref = ({ name = null, uri = null }: { name?: string | null; uri?: string | null }) => ({
  kind: 'ref' as const,
  name,
  uri,
});
const [a, b, c] = [asset('a'), asset('b'), asset('c')];

const inboxOf = (...names: string[]): AssetInbox => {
  const inbox: AssetInbox = new Map();
  for (const name of names) {
    const [own = '', under] = name.split('@');
    receive(inbox, assetKey(asset(own)), 1, under === undefined ? [] : [under]);
  }
  return inbox;
};

const CASES: [what: string, condition: SerializedAssetCondition, inbox: string[], expected: boolean][] = [
  ['an asset without its event', a, [], false],
  ['an asset with its event', a, ['a'], true],
  ['an asset with the event of another', a, ['b'], false],
  ['all of two with one', all(a, b), ['a'], false],
  ['all of two with both', all(a, b), ['b', 'a'], true],
  ['any of two with none', any(a, b), ['c'], false],
  ['any of two with one', any(a, b), ['b'], true],
  ['a and (b or c) with a', all(a, any(b, c)), ['a'], false],
  ['a and (b or c) with a and c', all(a, any(b, c)), ['a', 'c'], true],
  ['a and (b or c) with b and c', all(a, any(b, c)), ['b', 'c'], false],
  ['a or (b and c) with b', any(a, all(b, c)), ['b'], false],
  ['a or (b and c) with b and c', any(a, all(b, c)), ['b', 'c'], true],
  ['the same asset twice', all(a, a), ['a'], true],
  ['an alias that no asset came under', alias('out'), ['a'], false],
  ['an alias that an asset came under', alias('out'), ['a@out'], true],
  ['an alias that an asset came under by another name', alias('out'), ['a@other'], false],
  ['an asset that came under an alias', a, ['a@out'], true],
  ['a name', ref({ name: 'a' }), ['b', 'a'], true],
  ['a name of which there is only the URI', ref({ name: 'A' }), ['a'], false],
  ['a URI', ref({ uri: a.uri }), ['b', 'a'], true],
  ['another URI', all(ref({ uri: a.uri }), b), ['b'], false],
  ['an alias and an asset', all(alias('out'), b), ['a@out', 'b'], true],
];
for (const [what, condition, inbox, expected] of CASES) {
  test(`a schedule on assets: ${what} ${expected ? 'makes' : 'makes no'} run`, () => {
    assert.equal(holds(condition, inboxOf(...inbox)), expected);
  });
}

test('several events of an asset are one arrival, which keeps the first and the newest instant and every alias', () => {
  const inbox: AssetInbox = new Map();
  receive(inbox, 'k', 5, ['x']);
  receive(inbox, 'k', 9, []);
  receive(inbox, 'k', 7, ['y']);
  assert.deepEqual(
    [...inbox],
    [
      [
        'k',
        { since: 5, newest: 9, aliases: new Set(['x', 'y']), keys: new Set(), partitionDate: null, isComplete: null },
      ],
    ],
  );
});

test('a condition listens to the assets and aliases that it names, however deep', () => {
  const listened = listenedBy(all(a, any(alias('out'), all(b, a))));
  assert.deepEqual(listened, { assets: new Set([assetKey(a), assetKey(b)]), aliases: new Set(['out']) });
  assert.ok(hears(listened, assetKey(b), []) && hears(listened, assetKey(c), ['out']));
  assert.ok(!hears(listened, assetKey(c), ['other']));
});

test('a task raises one event for each asset among its outlets, with the extra that it told', () => {
  const told = [{ name: 'b', uri: b.uri, extra: { rows: 3 } }];
  assert.deepEqual(raisedEvents([a, b, a], told), [
    { name: 'a', uri: a.uri, extra: {} },
    { name: 'b', uri: b.uri, extra: { rows: 3 } },
  ]);
});

test('assets that were added to an alias are raised under it, and an alias without assets raises nothing', () => {
  const added = { name: 'new', uri: 's3://b/new', extra: {}, aliases: ['out', 'foreign'] };
  assert.deepEqual(raisedEvents([alias('out')], [added]), [{ ...added, aliases: ['out'] }]);
  assert.deepEqual(raisedEvents([alias('out')], []), []);
});

test('what a process tells of assets that are no outlets of its task raises nothing', () => {
  const strange = [
    { name: 'c', uri: c.uri, extra: { rows: 1 } },
    { name: 'new', uri: 's3://b/new', extra: {}, aliases: ['foreign'] },
  ];
  assert.deepEqual(raisedEvents([a], strange), [{ name: 'a', uri: a.uri, extra: {} }]);
});

test('texts and extras that the database would refuse are told from those that it takes', () => {
  assert.ok(isAssetText('s3://b/ä'.normalize('NFC').replace('ä', '%C3%A4')) && isAssetText('x'.repeat(1500)));
  for (const wrong of ['', ' ', 'é', 'a\nb', 'x'.repeat(1501), 7, null, undefined]) assert.ok(!isAssetText(wrong));
  assert.ok(isStorable({ text: 'é \u{1F600}' }));
  for (const wrong of [{ text: 'a\0' }, { text: '\ud800' }, { text: 'x'.repeat(1_000_001) }])
    assert.ok(!isStorable(wrong));
});

test('an asset is heard by its name and by its URI alone', () => {
  const heard = (condition: SerializedAssetCondition) => hears(listenedBy(condition), assetKey(a), []);
  assert.deepEqual(
    [{ name: 'a' }, { uri: a.uri }, { name: a.uri }, { uri: 'a' }, { name: 'b' }].map((one) => heard(ref(one))),
    [true, true, false, false, false],
  );
});
