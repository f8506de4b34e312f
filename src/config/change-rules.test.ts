import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '#errors/aquilon-error.ts';
import { ruleFor } from './change-rules.ts';
import { loadConfig } from './config.ts';

const rulesOf = (text: string) => loadConfig({ AQUILON__MCP__ACCEPT: text }).mcp.accept;

test('a rule accepts its kind of change for the DAGs of its pattern, and nothing else', () => {
  const rules = rulesOf('trigger:etl_*, unpause:one.dag');
  assert.equal(ruleFor(rules, 'trigger', 'etl_daily'), 'trigger:etl_*');
  assert.equal(ruleFor(rules, 'unpause', 'one.dag'), 'unpause:one.dag');
  for (const dagId of ['xetl_daily', 'daily', 'etl']) assert.equal(ruleFor(rules, 'trigger', dagId), null);
  assert.equal(ruleFor(rules, 'unpause', 'one-dag'), null);
  assert.equal(ruleFor(rules, 'clear', 'etl_daily'), null);
  assert.equal(ruleFor(rulesOf('trigger:*'), 'trigger', 'a\nb'), 'trigger:*');
  assert.equal(ruleFor(rulesOf(''), 'trigger', 'etl_daily'), null);
});

test('a rule that cannot be read is told at the start, with the form of one', () => {
  for (const text of ['trigger', 'delete:*', 'trigger:a:b', 'trigger:', 'trigger:a,,']) {
    assert.throws(
      () => rulesOf(text),
      (error: Error) =>
        hasCode(error, 'CONFIG_INVALID') && /AQUILON__MCP__ACCEPT.*such as trigger:etl_\*/.test(error.message),
      text,
    );
  }
});
