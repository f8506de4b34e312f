// BullMQ with a sandboxed processor: each job in a child process, which stays warm. State in Redis as it is installed: no fsync.
//
// Choices, from its documentation:
// - Dependencies are flows (FlowProducer). A chain is one flow of nested children. A flow is a tree, so one job cannot come before
//   200 others in it: the fan-out is a first job, whose end adds a flow of 200 children and their parent.
// - Redis over a Unix socket; no persistence beside the default snapshots, which do not fall into a run of a second.
// - `concurrency` is the number of child processes. CONCURRENCY is the fastest of those tried here (see README.md).
// - Ended jobs are removed, as its guide for production recommends.
// - The end is the worker's own event `completed`, in the process that added the flow: nothing that is told sooner.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlowProducer, Queue, Worker } from 'bullmq';
import { serve } from './serve.js';

const QUEUE = 'bench';
const CONCURRENCY = Number(process.env.BENCH_BULLMQ_CONCURRENCY ?? 4);

await serve(async ({ folder }) => {
  const redis = await startRedis(folder);
  const connection = { path: redis.socket, maxRetriesPerRequest: null };
  const opts = { removeOnComplete: true };
  const queue = new Queue(QUEUE, { connection });
  const flows = new FlowProducer({ connection });
  const worker = new Worker(QUEUE, join(import.meta.dirname, 'bullmq-processor.js'), {
    connection,
    concurrency: CONCURRENCY,
  });
  await Promise.all([queue.waitUntilReady(), flows.waitUntilReady(), worker.waitUntilReady()]);
  const waiting = new Map();
  worker.on('completed', (job) => waiting.get(job.name)?.());
  worker.on('failed', (_job, error) => console.error(error));
  let number = 0;
  const ended = (name) => new Promise((resolve) => waiting.set(name, resolve));

  return {
    async chain(length) {
      const last = `last ${++number}`;
      let flow = { name: 'task', queueName: QUEUE, opts };
      for (let at = 2; at < length; at++) flow = { name: 'task', queueName: QUEUE, opts, children: [flow] };
      const end = ended(last);
      await flows.add({ name: last, queueName: QUEUE, opts, children: [flow] });
      await end;
      waiting.delete(last);
    },
    async fanOut(width) {
      const [first, last] = [`first ${++number}`, `last ${number}`];
      const begun = ended(first);
      const end = ended(last);
      await queue.add(first, {}, opts);
      await begun;
      const children = Array.from({ length: width }, () => ({ name: 'task', queueName: QUEUE, opts }));
      await flows.add({ name: last, queueName: QUEUE, opts, children });
      await end;
      waiting.delete(first);
      waiting.delete(last);
    },
    async close() {
      await worker.close();
      await flows.close();
      await queue.close();
      redis.process.kill('SIGTERM');
      await once(redis.process, 'exit');
    },
  };
});

async function startRedis(folder) {
  const socket = join(folder, 'redis.sock');
  const options = [
    '--port',
    '0',
    '--unixsocket',
    socket,
    '--dir',
    folder,
    '--daemonize',
    'no',
    '--loglevel',
    'warning',
  ];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'ignore', 'inherit'] });
  let problem;
  redis.once('error', (error) => {
    problem = `redis-server cannot be started (${error.code}): install the package redis-server`;
  });
  redis.once('exit', (code) => {
    problem ??= `redis-server ended with exit code ${code}`;
  });
  while (!existsSync(socket)) {
    if (problem) throw new Error(problem);
    await sleep(10);
  }
  return { process: redis, socket };
}
