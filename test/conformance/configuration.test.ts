/** The options, their guide and the types of `defineConfig` are one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SETTINGS } from '#config/settings.ts';
import { GUIDE, renderGuide, renderTypes, TYPES } from '../../scripts/configuration.ts';

const AGAIN = 'Make it anew: node scripts/run.js scripts/configuration.ts --write';

test('the guide of the configuration tells every option as it is', () => {
  assert.equal(readFileSync(GUIDE, 'utf8'), renderGuide(), AGAIN);
});

test('the types of defineConfig are those of the options', () => {
  assert.equal(readFileSync(TYPES, 'utf8'), renderTypes(), AGAIN);
});

test('every option has a name and a variable of its own, and none reads as the form of another', () => {
  for (const names of [
    SETTINGS.map(({ section, key }) => `${section}.${key}`),
    SETTINGS.map(({ option }) => option.env),
  ]) {
    assert.deepEqual([...new Set(names)], names);
    const formed = names.filter(
      (name) => names.includes(name.replace(/_(cmd|secret)$/i, '')) && /_(cmd|secret)$/i.test(name),
    );
    assert.deepEqual(formed, []);
  }
});
