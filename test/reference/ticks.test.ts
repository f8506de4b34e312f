/** Our cron schedules beside Airflow's own: what Airflow 3.3.2 stepped through is recorded, by airflow_ticks.py beside this file. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tickHashes } from './ticks.ts';

interface Recorded {
  expression: string;
  dense: boolean;
  /** By zone: ten hashes, one a year. */
  hashes: { [zone: string]: string };
}

const recorded = readFileSync(join(import.meta.dirname, 'airflow-ticks.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

test('ten years of 200 cron expressions in six time zones tick when Airflow ticks', () => {
  assert.equal(new Set(recorded.map(({ expression }) => expression)).size, 200);
  for (const { expression, dense, hashes } of recorded) {
    assert.equal(Object.keys(hashes).length, 6);
    for (const [zone, expected] of Object.entries(hashes))
      assert.equal(tickHashes(expression, zone, dense), expected, `${expression} in ${zone}`);
  }
});
