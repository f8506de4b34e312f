import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CAPABILITIES_DOCUMENT, capabilitiesNow } from '../scripts/capabilities.ts';

test('docs/CAPABILITIES.md has every operation and every command, each with a test that shows it', async () => {
  const now = await capabilitiesNow();
  assert.equal(now, readFileSync(CAPABILITIES_DOCUMENT, 'utf8'), 'node scripts/run.js scripts/capabilities.ts --write');
});
