// graphile-worker: jobs in PostgreSQL, run in this process.
//
// Choices, from its documentation:
// - A job that has followers adds them itself (helpers.addJob, helpers.addJobs). There is no join: each of the 200 adds one to a
//   row in a table of the benchmark's own, and the last of them adds the end. That is one more commit for each of them.
// - `concurrentJobs`, batching of completions and a local queue as on its page on performance; what of it is faster was tried
//   here for each graph (see README.md).
// - The end is the worker's own event of the last job's completion.
import { run } from 'graphile-worker';
import pg from 'pg';
import { serve } from './serve.js';

const JOBS = Number(process.env.BENCH_GRAPHILE_JOBS ?? 24);
const QUEUE_SIZE = Number(process.env.BENCH_GRAPHILE_QUEUE ?? -1);
const BATCH = Number(process.env.BENCH_GRAPHILE_BATCH ?? 0);

const silent = { error: console.error, warn() {}, info() {}, debug() {} };

await serve(async ({ databaseUrl }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: JOBS + 2 });
  await pool.query('create table if not exists bench_join (id int primary key, missing int not null)');
  const waiting = new Map();
  let number = 0;
  const { Logger } = await import('@graphile/logger');
  const runner = await run({
    pgPool: pool,
    logger: new Logger(() => (level, message) => silent[level]?.(message)),
    noHandleSignals: true,
    preset: {
      worker: {
        concurrentJobs: JOBS,
        maxPoolSize: JOBS + 2,
        ...(QUEUE_SIZE > 0 ? { localQueue: { size: QUEUE_SIZE } } : {}),
        ...(BATCH >= 0 ? { completeJobBatchDelay: BATCH, failJobBatchDelay: BATCH } : {}),
      },
    },
    taskList: {
      async chain({ id, left }, helpers) {
        if (left > 1) await helpers.addJob('chain', { id, left: left - 1 });
      },
      async first({ id, width }, helpers) {
        await helpers.addJobs(Array.from({ length: width }, () => ({ identifier: 'middle', payload: { id } })));
      },
      async middle({ id }, helpers) {
        const { rows } = await helpers.query(
          'update bench_join set missing = missing - 1 where id = $1 returning missing',
          [id],
        );
        if (rows[0].missing === 0) await helpers.addJob('end', { id });
      },
      async end() {},
    },
  });
  runner.events.on('job:complete', ({ job }) => {
    const isLast = job.task_identifier === 'end' || (job.task_identifier === 'chain' && job.payload.left === 1);
    if (isLast) waiting.get(job.payload.id)?.();
  });
  const ended = (id) => new Promise((resolve) => waiting.set(id, resolve)).then(() => waiting.delete(id));

  return {
    async chain(length) {
      const id = ++number;
      const end = ended(id);
      await runner.addJob('chain', { id, left: length });
      await end;
    },
    async fanOut(width) {
      const id = ++number;
      const end = ended(id);
      await pool.query({
        name: 'join',
        text: 'insert into bench_join values ($1, $2) on conflict (id) do update set missing = excluded.missing',
        values: [id, width],
      });
      await runner.addJob('first', { id, width });
      await end;
    },
    async close() {
      await runner.stop();
      await pool.end();
    },
  };
});
