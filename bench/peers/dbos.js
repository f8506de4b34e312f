// DBOS: a workflow function whose steps run in this process; the result of each step is a row in PostgreSQL.
//
// Choices, from its documentation:
// - Steps that follow each other are awaited one by one; steps side by side are started in one go with Promise.allSettled.
// - The pool is as large as what runs side by side can use; without queues, schedules, traces and logs.
// - The workflow function is called directly, in the same process: the shortest way there is.
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { serve } from './serve.js';

const POOL = Number(process.env.BENCH_DBOS_POOL ?? 10);

async function nothing() {}

const chain = DBOS.registerWorkflow(
  async (length) => {
    for (let at = 0; at < length; at++) await DBOS.runStep(nothing, { name: `t${at}` });
  },
  { name: 'chain' },
);

const fanOut = DBOS.registerWorkflow(
  async (width) => {
    await DBOS.runStep(nothing, { name: 'first' });
    const steps = Array.from({ length: width }, (_, at) => DBOS.runStep(nothing, { name: `m${at}` }));
    const results = await Promise.allSettled(steps);
    if (results.some(({ status }) => status !== 'fulfilled')) throw new Error('a step failed');
    await DBOS.runStep(nothing, { name: 'end' });
  },
  { name: 'fanOut' },
);

await serve(async ({ databaseUrl }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL });
  DBOS.setConfig({
    name: 'bench',
    applicationVersion: '1',
    systemDatabaseUrl: databaseUrl,
    systemDatabasePool: pool,
    logLevel: 'error',
    enableOTLP: false,
  });
  await DBOS.launch();
  return {
    chain: (length) => chain(length),
    fanOut: (width) => fanOut(width),
    async close() {
      await DBOS.shutdown();
      await pool.end().catch(() => {});
    },
  };
});
