/**
 * How near a simulation comes. `recorded-history.json` was recorded from a server on a machine of two busy cores: one run each ten seconds of a task, three that share two
 * slots of a pool, and one after them, each sleeping for a random time. `input` is what `GET /aquilon/simulation/input` gave after 25 runs, `landed` are the seconds
 * that the next 23 took from when they were due to their end.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { SimulationInput } from '#simulation/input.ts';
import { simulate } from '#simulation/simulate.ts';

interface Recorded {
  input: SimulationInput;
  start: string;
  landed: number[];
}

const recorded = JSON.parse(readFileSync(new URL('recorded-history.json', import.meta.url), 'utf8')) as Recorded;
const EVERY_MS = 10_000;
/** Of what really came. */
const TOLERANCE = 0.1;

test('of a recorded history, the second half lands as it is predicted from the first', async (t) => {
  const { input, landed } = recorded;
  const start = Date.parse(recorded.start);
  const end = start + landed.length * EVERY_MS;
  const { dags } = await simulate(input, { start, end, seed: 1, defaultDurationMs: 1000, failures: 0 });
  const sorted = landed.toSorted((a, b) => a - b);
  const actual = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
  const predicted = dags[0]?.landing;
  assert.equal(dags[0]?.runs, landed.length);
  for (const [name, seen, told] of [
    ['p50', actual(0.5), predicted?.p50 ?? 0],
    ['p95', actual(0.95), predicted?.p95 ?? 0],
    ['max', actual(1), predicted?.max ?? 0],
  ] as const) {
    const error = told / seen - 1;
    t.diagnostic(`${name}: predicted ${told} s, came ${seen} s, error ${(error * 100).toFixed(1)} %`);
    assert.ok(Math.abs(error) < TOLERANCE, `${name} is ${told} s and not ${seen} s`);
  }
});
