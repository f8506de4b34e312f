/** Many assets: one task makes all of them, each has a DAG that waits for it, and one that waits for all. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeHome, removeHome } from '#bench/homes.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { until } from '#bench/wait.ts';

const dagFile = (count: number): string => `import { asset, Dag } from '@aquilon/sdk';
const options = { isPausedUponCreation: false };
const assets = Array.from({ length: ${count} }, (_, at) => asset('s3://bench/' + at));
const maker = new Dag('maker', options);
maker.task('make', () => {}, { outlets: assets })();
const users = assets.map((one, at) => {
  const user = new Dag('user_' + at, { ...options, schedule: one });
  user.task('use', () => {})();
  return user;
});
const last = new Dag('last', { ...options, schedule: assets });
last.task('use', () => {})();
export default [maker, last, ...users];
`;

/** Instants of a round, read from the rows: from the success of the task to the start of the first and the last task after it. */
interface Round {
  events: number;
  runs: number;
  ended: number;
  first_ms: number;
  started_ms: number;
  all_ms: number;
}

export async function benchManyAssets({
  smoke,
  add,
}: {
  smoke: boolean;
  add: (figure: Figure) => void;
}): Promise<void> {
  const count = smoke ? 50 : 1000;
  const first: number[] = [];
  const started: number[] = [];
  const all: number[] = [];
  const home = await makeHome();
  try {
    await writeFile(join(home, 'dags', 'assets.ts'), dagFile(count));
    const product = await startProduct(home);
    try {
      await untilDags(product, count + 2);
      for (let round = 0; round < (smoke ? 1 : 3); round++) {
        const found = await playRound(product, count);
        first.push(found.first_ms);
        started.push(found.started_ms);
        all.push(found.all_ms);
      }
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
  add({ bench: `${count} assets: task succeeded to first task begun`, unit: 'ms', values: first });
  add({ bench: `${count} assets: task succeeded to last task begun`, unit: 'ms', values: started });
  add({ bench: `${count} assets: task succeeded to all runs ended`, unit: 'ms', values: all });
}

async function playRound(product: Product, count: number): Promise<Round> {
  const client = new Client({ connectionString: await product.databaseUrl('aquilon') });
  await client.connect();
  try {
    const { runId } = await product.run('maker');
    const read = async (): Promise<Round> => (await client.query<Round>(ROUND, [runId])).rows[0] as Round;
    await until('the end of every run', async () => (await read()).ended === count + 1);
    const found = await read();
    // Nothing lost, nothing doubled.
    assert.deepEqual([found.events, found.runs], [count, count + 1]);
    return found;
  } finally {
    await client.end();
  }
}

const ROUND = `
  with made as (
    select distinct dag_run.id, dag_run.end_date, dag_run.state, used.start_date from asset_event
    join dag_run_asset_event link on link.event_id = asset_event.id join dag_run on dag_run.id = link.dag_run_id
    join task_instance used on used.dag_run_id = dag_run.id
    where asset_event.source_run_id = $1
  ), task as (select ti.end_date from task_instance ti join dag_run on dag_run.id = ti.dag_run_id where dag_run.run_id = $1)
  select (select count(*)::int from asset_event where source_run_id = $1) as events, count(*)::int as runs,
    count(*) filter (where made.state = 'success')::int as ended,
    extract(epoch from min(made.start_date) - (select task.end_date from task))::float * 1000 as first_ms,
    extract(epoch from max(made.start_date) - (select task.end_date from task))::float * 1000 as started_ms,
    extract(epoch from max(made.end_date) - (select task.end_date from task))::float * 1000 as all_ms
  from made`;
