import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { eventually, openBench } from '#test/support/task-runs.ts';

test('a task that floods its log from JavaScript succeeds, and the flood is cut', async () => {
  const bench = await openBench({ env: { AQUILON__LOGGING__ATTEMPT_LIMIT_MB: '1' } });
  const work = bench.work(
    "async () => { for (let i = 0; i < 300_000; i++) console.log('x'.repeat(300)); return 'done'; }",
  );
  assert.equal((await bench.run(work)).state, 'success');
  assert.ok(statSync(bench.logFile(work)).size < 1_500_000);
  assert.ok(bench.log(work).some((line) => Number(line.cut_bytes) > 80_000_000));
  await bench.close();
});

test('a flood of native output is cut, slows its writer, and never the server', async () => {
  const bench = await openBench({ env: { AQUILON__LOGGING__ATTEMPT_LIMIT_MB: '1' } });
  const work = bench.work(`async () => { const { spawn } = await import('node:child_process');
    await new Promise((resolve) => spawn('sh', ['-c', 'yes some text | head -c 100000000'], { stdio: 'inherit' }).on('exit', resolve)); }`);
  let longest = 0;
  let last = performance.now();
  const ticks = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  assert.equal((await bench.run(work)).state, 'success');
  clearInterval(ticks);
  await bench.close();
  assert.ok(longest < 2_000, `the event loop of the server stood still for ${longest} ms`);
});

test('a log that cannot be written does not fail the task, and the server log says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aquilon-logs-'));
  const file = join(folder, 'no-folder');
  writeFileSync(file, '');
  const bench = await openBench({ logFolder: join(file, 'logs') });
  const work = bench.work("async () => { console.log('one'); console.log('two'); return 1; }");
  assert.deepEqual(await bench.run(work), { state: 'success', returnValue: { kind: 'json', value: 1 } });
  const complaints = () => bench.serverLog.filter((line) => line.includes('a task log cannot be written'));
  await eventually('the server log says so', () => complaints().length > 0);
  assert.equal(complaints().length, 1, complaints().join('\n'));
  await bench.close();
  await rm(folder, { recursive: true });
});
