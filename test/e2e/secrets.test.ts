/** Canaries: secrets of a variable and of a connection, given to tasks that try to let them out, are looked for in everything that the product writes. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { playDag } from './play-dag.ts';
import { type RunningServer, startServer } from './running-server.ts';

const CANARIES = ['canary-in-a-variable', 'canary/in a password', 'canary-in-an-extra', 'canary-of-a-task'];
/** As they are, and as they stand in addresses. */
const FORMS = CANARIES.flatMap((one) => [one, encodeURIComponent(one)]);

const DAG = `import { bash, Dag, getContext } from '@aquilon/sdk';
const dag = new Dag('leaky', { isPausedUponCreation: false });
const secrets = async () => {
  const { variables, connections } = getContext();
  const { password, extra, extraDejson, uri } = await connections.get('shop');
  await variables.set('task_token', ['canary', 'of', 'a', 'task'].join('-'));
  return [await variables.get('api_key'), password, extra, extraDejson, uri, await variables.get('task_token')];
};
dag.task('print', async () => {
  const all = await secrets();
  console.log(all);
  console.error(JSON.stringify(all));
  getContext().logger.warning(String(all[1]), { all });
})();
dag.task('throw', async () => { throw new Error(JSON.stringify(await secrets())); })();
dag.task('broken', async () => getContext().variables.getJson('api_key'))();
dag.task('shell', bash({ bashCommand: "printf '%s\\\\n' '{{ var.value.api_key }}' '{{ conn.shop.get_uri() }}' '{{ conn.shop.extra_dejson }}'; exit 3" }))();
dag.task('template', bash({ bashCommand: '{{ var.json.api_key.x }}' }))();
export default dag;
`;

let server: RunningServer;
let dags: string;
let stderr = '';
const write = process.stderr.write;
before(async () => {
  dags = await mkdtemp(join(tmpdir(), 'aquilon-canary-'));
  await writeFile(join(dags, 'leaky.ts'), DAG);
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    stderr += chunk;
    return write.call(process.stderr, chunk, ...rest);
  }) as typeof write;
  server = await startServer({ AIRFLOW__CORE__DAGS_FOLDER: dags });
});
after(async () => {
  await server.stop();
  process.stderr.write = write;
  await rm(dags, { recursive: true });
});

async function textsBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const)));
}

test('no secret is in the logs, the answers of the API or the files of the home folder', async () => {
  await server.ask('POST', '/api/v2/variables', { key: 'api_key', value: CANARIES[0] });
  const shop = { connection_id: 'shop', conn_type: 'http', host: 'h', login: 'me', password: CANARIES[1] };
  await server.ask('POST', '/api/v2/connections', { ...shop, extra: JSON.stringify({ token: CANARIES[2] }) });
  const { state, tasks } = await playDag(server, 'leaky');
  assert.equal(state, 'failed');
  const failed = { throw: 'failed', broken: 'failed', shell: 'failed', template: 'failed' };
  assert.deepEqual(tasks, { print: 'success', ...failed });

  const seen = new Map<string, string>([['the log of the server', stderr]]);
  const { dag_runs: runs } = await server.ask<{ dag_runs: { dag_run_id: string }[] }>(
    'GET',
    '/api/v2/dags/leaky/dagRuns',
  );
  const run = `/api/v2/dags/leaky/dagRuns/${encodeURIComponent(runs[0]?.dag_run_id ?? '')}`;
  const instances = `${run}/taskInstances`;
  const addresses = [
    '/api/v2/variables',
    '/api/v2/connections',
    '/api/v2/variables/api_key',
    '/api/v2/variables/task_token',
    '/api/v2/connections/shop',
    '/api/v2/dags/leaky/details',
    run,
    instances,
    ...Object.keys(tasks).flatMap((task) => [
      `${instances}/${task}`,
      `${instances}/${task}/tries`,
      `${instances}/${task}/logs/1`,
      `${instances}/${task}/xcomEntries`,
    ]),
  ];
  for (const address of addresses) seen.set(address, JSON.stringify(await server.ask('GET', address)));
  for (const [file, text] of await textsBelow(server.home)) seen.set(file, text);
  for (const [place, text] of seen) {
    const found = FORMS.filter((form) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1)));
    assert.deepEqual(found, [], `${place}: ${text.slice(0, 2000)}`);
  }
  for (const task of ['print', 'shell']) assert.match(seen.get(`${instances}/${task}/logs/1`) ?? '', /\*\*\*/);
  assert.match(seen.get(`${instances}/shell`) ?? '', /"bash_command":"[^"]*\*\*\*/);
});
