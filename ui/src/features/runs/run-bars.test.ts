import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schemas } from '#shared/api/generated.ts';
import { runBars } from './run-bars.ts';

type Run = Schemas['DAGRunResponse'];
const now = Date.parse('2026-01-01T00:01:40Z');
const run = (id: string, duration: number | null, over: Partial<Run> = {}): Run =>
  ({
    dag_run_id: id,
    state: 'success',
    duration,
    start_date: null,
    end_date: null,
    run_after: '',
    logical_date: null,
    ...over,
  }) as Run;

test('bars stand oldest first, and only the newest runs are shown', () => {
  assert.deepEqual(
    runBars([run('3', 1), run('2', 1), run('1', 1)], 2, now).map((bar) => bar.runId),
    ['2', '3'],
  );
});

test('the longest run is a full bar, and a run of a quarter of it half a bar', () => {
  assert.deepEqual(
    runBars([run('2', 4), run('1', 1)], 14, now).map((bar) => bar.height),
    [0.5, 1],
  );
});

test('a running run is as long as it has lasted, and a queued one has no length', () => {
  const bars = runBars(
    [run('2', null, { state: 'running', start_date: '2026-01-01T00:00:00Z' }), run('1', null, { state: 'queued' })],
    14,
    now,
  );
  assert.deepEqual(
    bars.map((bar) => [bar.duration, bar.height]),
    [
      [null, 0],
      [100, 1],
    ],
  );
});

test('no run gives no bar', () => {
  assert.deepEqual(runBars([], 14, now), []);
});
