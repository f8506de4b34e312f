/** Real processes, compared with what they themselves know of their use. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AttemptUsage, MOST_POINTS } from '#domain/usage.ts';
import type { Work } from '#queue/executor.ts';
import { signalProcess } from '#support/processes.ts';
import { type Bench, eventually, failureOf, openBench } from '#test/support/task-runs.ts';
import { withoutPython } from '#test/support/without-python.ts';

const MB = 1_048_576;
const HELD = 200 * MB;
/** Takes 200 MB and computes for a second of CPU time; tells what the process knows of it. */
const WORKS = `async () => {
  globalThis.held = Buffer.alloc(${HELD}, 1);
  const before = process.cpuUsage();
  const used = () => { const { user, system } = process.cpuUsage(before); return (user + system) / 1e6; };
  while (used() < 1) for (let n = 0; n < 1e6; n++) { /* computes */ }
  return { cpu: used(), peak: process.resourceUsage().maxRSS * 1024 };
}`;

describe('what attempts use', {
  skip: process.platform === 'linux' ? false : 'there is no /proc on this machine',
}, () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.close());

  const usageOf = ({ run }: Work): AttemptUsage | undefined => bench.usage.get(run.runId);
  /** What was written up to the end of the attempt. */
  async function usageAtEnd(work: Work): Promise<AttemptUsage> {
    const told = bench.reports.find(({ attemptId, kind }) => attemptId === work.attemptId && kind === 'finished');
    const isWhole = (usage: AttemptUsage | undefined): usage is AttemptUsage =>
      usage !== undefined && told !== undefined && usage.startedAt + endOf(usage) * 1000 >= told.at - 1;
    await eventually('what it used is written', () => isWhole(usageOf(work)));
    return usageOf(work) as AttemptUsage;
  }
  const untilHeld = (work: Work) =>
    eventually('the memory is seen', () => (usageOf(work)?.peakMemory ?? 0) >= HELD, 120_000);
  const resultOf = async (work: Work) => {
    const outcome = await bench.run(work);
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json', JSON.stringify(outcome));
    return outcome.returnValue.value as { cpu: number; peak: number };
  };

  test('CPU time and memory are those that the process knows of itself', async () => {
    const work = bench.work(WORKS);
    const told = await resultOf(work);
    const { points, peakMemory } = await usageAtEnd(work);
    const { cpuSeconds = 0 } = points.at(-1) ?? {};
    assert.ok(cpuSeconds >= told.cpu - 0.01 && cpuSeconds < told.cpu + 1, `${cpuSeconds} of ${told.cpu} CPU seconds`);
    assert.ok(peakMemory >= HELD && peakMemory < told.peak + 100 * MB, `${peakMemory} of ${told.peak} bytes`);
    assert.ok(points.length >= 1 && points.length <= MOST_POINTS);
  });

  test('an attempt does not pay for what the process did before it', async () => {
    const text = `async () => {
      const before = process.cpuUsage();
      while (!globalThis.hasComputed && process.cpuUsage(before).user < 1e6) for (let n = 0; n < 1e6; n++) { /* computes */ }
      globalThis.hasComputed = true;
      return process.pid;
    }`;
    const [first, second] = [bench.work(text), { ...bench.work(text), dagRunId: 2 }];
    const pids = [await bench.run(first), await bench.run(second)].map((outcome) => JSON.stringify(outcome));
    assert.equal(pids[0], pids[1], 'it is the same process');
    const used = [await usageAtEnd(first), await usageAtEnd(second)].map(
      ({ points }) => points.at(-1)?.cpuSeconds ?? 0,
    );
    assert.ok((used[0] ?? 0) >= 0.99 && (used[1] ?? 9) < 0.9, `${used}`);
  });

  test('one that is over at once has a point, with its end', async () => {
    const work = bench.work('async () => 1');
    await bench.run(work);
    const { points, peakMemory } = await usageAtEnd(work);
    assert.ok(peakMemory > 10 * MB && (points.at(-1)?.memory ?? 0) > 10 * MB);
  });

  test('what a command starts counts as well', async () => {
    const times = join(bench.home, 'times');
    const command = 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done';
    const work = bench.operator('bash', { bashCommand: `bash -c '${command}'; times > ${times}; tail -1 ${times}` });
    const outcome = await bench.run(work);
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json');
    // `times` of the shell: user and system time of its children, such as 0m0.912s 0m0.004s.
    const [user = 0, system = 0] = String(outcome.returnValue.value)
      .split(' ')
      .map((part) => Number(part.split('m')[0]) * 60 + Number.parseFloat(part.split('m')[1] ?? ''));
    const { points } = await usageAtEnd(work);
    const { cpuSeconds = 0 } = points.at(-1) ?? {};
    assert.ok(user + system > 0.1, `${user} and ${system}`);
    assert.ok(cpuSeconds >= user + system - 0.03, `${cpuSeconds} of ${user + system} CPU seconds`);
  });

  test('of a python step the memory is seen while it runs, and its CPU time is whole', {
    skip: withoutPython,
  }, async () => {
    const gate = join(bench.home, 'python-gate');
    const path = join(bench.home, 'dags', 'used.py');
    bench.files.set(
      path,
      `import os, resource, time
def f(gate):
    held = bytearray(b'x') * ${HELD}
    while time.process_time() < 1: pass
    while not os.path.exists(gate): time.sleep(0.02)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "peak": len(held)}`,
    );
    const work = bench.operator(
      'python',
      { file: path, function: 'f' },
      {
        operator: '@task.external_python',
        inputs: { gate: { kind: 'value', value: gate } },
        scripts: [path],
      },
    );
    const told = resultOf(work);
    await untilHeld(work);
    await writeFile(gate, '');
    const { cpu } = await told;
    const { points } = await usageAtEnd(work);
    const { cpuSeconds = 0 } = points.at(-1) ?? {};
    assert.ok(cpuSeconds >= cpu - 0.03 && cpuSeconds < cpu + 3, `${cpuSeconds} of ${cpu} CPU seconds`);
  });

  test('of one that is killed the curve is kept up to the last look, and the failure tells the peak', async () => {
    const work = bench.work(
      `async () => { globalThis.held = Buffer.alloc(${HELD}, 1); await new Promise(() => setInterval(() => {}, 1000)); }`,
    );
    bench.executor.dispatch([work]);
    const { pid } = await bench.started(work);
    await untilHeld(work);
    signalProcess(pid, 'SIGKILL');
    const failure = failureOf(await bench.outcome(work));
    assert.equal(failure.code, 'TASK_KILLED');
    assert.ok((failure.peakRss ?? 0) >= HELD, `${failure.peakRss}`);
    assert.ok((usageOf(work)?.peakMemory ?? 0) >= HELD);
  });

  test('what is known is written when the server stops', async () => {
    const other = await openBench();
    const work = other.work('async () => { await new Promise(() => setInterval(() => {}, 1000)); }');
    other.executor.dispatch([work]);
    await other.started(work);
    await eventually('it is looked at', () => other.usage.has(work.run.runId));
    await other.close();
    const { points = [], startedAt = 0 } = other.usage.get(work.run.runId) ?? {};
    assert.ok(points.length > 0 && startedAt > 0);
  });
});

const endOf = ({ points }: AttemptUsage): number => points.at(-1)?.seconds ?? 0;
