import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Key, meaningOf } from './keys.ts';

const key = (name: string, more: Partial<Key> = {}): Key => ({
  key: name,
  ctrl: false,
  alt: false,
  isTyping: false,
  isCovered: false,
  ...more,
});

test('g and a letter go to a part, and the letter alone does nothing', () => {
  assert.deepEqual(meaningOf(key('g'), false), { kind: 'begin' });
  assert.deepEqual(meaningOf(key('d'), true), { kind: 'go', place: 'd' });
  assert.equal(meaningOf(key('d'), false), null);
  assert.equal(meaningOf(key('z'), true), null);
});

test('no key is taken while somebody types or a dialog is open, but the one of the palette', () => {
  assert.equal(meaningOf(key('?', { isTyping: true }), false), null);
  assert.equal(meaningOf(key('d', { isCovered: true }), true), null);
  assert.deepEqual(meaningOf(key('K', { ctrl: true, isTyping: true }), false), { kind: 'palette' });
});

test('keys of the browser are left to it', () => {
  assert.equal(meaningOf(key('d', { ctrl: true }), true), null);
  assert.equal(meaningOf(key('/', { alt: true }), false), null);
});
