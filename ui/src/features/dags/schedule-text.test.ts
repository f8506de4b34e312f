import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '#shared/i18n/en.ts';
import { fr } from '#shared/i18n/fr.ts';
import { expressionText, scheduleText } from './schedule-text.ts';

test('a schedule on assets is said in the language of the page, any other as it is written', () => {
  assert.deepEqual(
    ['Asset', 'Partitioned Asset', 'Asset or 0 12 * * *', '@daily'].map((summary) => scheduleText(summary, en)),
    ['Assets', 'Partitioned assets', 'Assets or 0 12 * * *', '@daily'],
  );
  assert.equal(scheduleText('Asset or 0 12 * * *', fr), 'Ressources ou 0 12 * * *');
});

test('an expression on assets is written with as few brackets as it needs', () => {
  const asset = (name: string) => ({ asset: { name, uri: name, group: 'asset' } });
  const both = { all: [asset('sales'), { any: [asset('prices'), { alias: { name: 'rates', group: 'asset' } }] }] };
  assert.equal(expressionText(both, en), 'sales and (prices or rates)');
  assert.equal(expressionText(both, fr), 'sales et (prices ou rates)');
  assert.equal(expressionText({ all: [asset('sales')] }, en), 'sales');
  assert.equal(expressionText({ all: [{ any: [asset('a'), asset('b')] }] }, en), 'a or b');
  assert.equal(expressionText(null, en), null);
});
