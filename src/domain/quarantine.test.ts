import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ending } from './moves.ts';
import { judgeEnding } from './quarantine.ts';

const failed = (code: string, more: object = {}): Ending => ({
  state: 'failed',
  cause: { code, message: '', ...more },
  retryable: true,
});

test('only a process that dies by itself is a crash; what ends by itself breaks the row, and what others end says nothing', () => {
  const verdicts = (endings: readonly Ending[]) => [...new Set(endings.map(judgeEnding))];
  const crashes = [
    failed('TASK_KILLED', { signal: 'SIGKILL' }),
    failed('TASK_KILLED', { signal: 'SIGSEGV' }),
    failed('TASK_EXITED', { exitCode: 3 }),
    failed('TASK_OUT_OF_MEMORY'),
  ];
  const sound = [failed('TASK_FAILED'), failed('TASK_TIMEOUT'), { state: 'up_for_reschedule' as const, until: 0 }];
  const silent = ['SHUTDOWN', 'WORKER_LOST', 'TASK_NOT_STARTED', 'TASK_MARKED', 'TASK_CLEARED', 'RUN_TIMEOUT'];
  const stopped = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'].map((signal) => failed('TASK_KILLED', { signal }));
  assert.deepEqual(verdicts(crashes), ['crash']);
  assert.deepEqual(verdicts(sound), ['sound']);
  assert.deepEqual(verdicts([...silent.map((code) => failed(code)), ...stopped]), ['nothing']);
});
