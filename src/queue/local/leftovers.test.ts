import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLogger } from '#support/logger.ts';
import { eventually, isRunning, processesOf } from '#test/support/task-runs.ts';
import { reapOrphans } from './leftovers.ts';

const folder = await mkdtemp(join(tmpdir(), 'aquilon-orphans-'));
after(() => rm(folder, { recursive: true, force: true }));

/** A process that serves one task with the given handler; prints its home when the task has printed `up`. */
async function openServer(handler: string): Promise<{ server: ChildProcess; home: string }> {
  const script = join(folder, `${Math.random()}.ts`);
  const support = import.meta.resolve('#test/support/task-runs.ts');
  await writeFile(
    script,
    `import { eventually, openBench } from ${JSON.stringify(support)};
const bench = await openBench();
const work = bench.work(${JSON.stringify(handler)});
bench.executor.dispatch([work]);
await eventually('the task is up', () => bench.log(work).some((line) => line.event === 'up'));
console.log(bench.home);
setInterval(() => {}, 1000);
`,
  );
  const server = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let home = '';
  server.stdout?.on('data', (chunk) => {
    home += String(chunk);
  });
  await eventually('the server is up', () => home.endsWith('\n'));
  return { server, home: home.trim() };
}

test('when the server is killed its task processes end, with all that tasks have started', async () => {
  const { server, home } = await openServer(`async () => { const { spawn } = await import('node:child_process');
    spawn('sleep', ['1000'], { stdio: 'ignore', detached: true }); console.log('up'); await new Promise(() => {}); }`);
  assert.ok(processesOf(home).length >= 2);
  server.kill('SIGKILL');
  await eventually('nothing is left', () => processesOf(home).length === 0);
  await rm(home, { recursive: true, force: true });
});

test('a task that computes without a pause ends when its server is killed, with all that it has started', async () => {
  const { server, home } = await openServer(`async () => { const { spawn } = await import('node:child_process');
    spawn('sleep', ['1000'], { stdio: 'ignore', detached: true }); console.log('up');
    await new Promise((resolve) => setTimeout(resolve, 200)); for (;;) {} }`);
  assert.ok(processesOf(home).length >= 2);
  server.kill('SIGKILL');
  await eventually('nothing is left', () => processesOf(home).length === 0);
  await rm(home, { recursive: true, force: true });
});

test('what a dead server left busy is ended by the next start, what a living one runs is not', async () => {
  const busy = "async () => { console.log('up'); for (;;) {} }";
  const { server, home } = await openServer(busy);
  assert.equal(reapOrphans(home, silentLogger), 0);
  const running = processesOf(home);
  server.kill('SIGKILL');
  await eventually('the server is dead', () => server.pid !== undefined && !isRunning(server.pid));
  assert.ok(reapOrphans(home, silentLogger) >= 1);
  await eventually('nothing is left', () => !running.some(isRunning));
  await rm(home, { recursive: true, force: true });
});
