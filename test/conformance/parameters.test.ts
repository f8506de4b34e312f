/** Every parameter of Airflow's description, with values that fit and values that do not: what the parity of names does not see. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { insertAirflowDags, play } from './airflow-dags.ts';
import { isSpecThere, type Operation, readSpec, type Schema } from './airflow-spec.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

/** What stands in addresses. */
const PATH: Readonly<Record<string, string>> = {
  dag_id: 'conf_chain',
  dag_run_id: 'r1',
  task_id: 'extract',
  xcom_key: 'return_value',
  asset_id: '1',
  asset_alias_id: '1',
  backfill_id: '1',
  version_number: '1',
  try_number: '1',
  map_index: '-1',
  pool_name: 'default_pool',
  variable_key: 'v',
  connection_id: 'c',
  import_error_id: '1',
  event_log_id: '1',
  key: 'k',
  section: 'core',
  option: 'parallelism',
};
/** Streams, and what waits. */
const NOT_HERE = /\/wait$|\/logs\/|externalLogUrl/;

/** Longer than any of our columns, and than a double counts. */
const OUT_OF_RANGE = ['2147483648', '-2147483649', '999999999999999'];

const typesOf = (schema: Schema): Schema[] => [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
const isOf = (parameter: Parameter, type: string, format?: string) =>
  typesOf(parameter.schema).some((one) => one.type === type && (format === undefined || one.format === format));

describe('parameters of requests that read', {
  skip: isSpecThere ? false : 'the description of Airflow is not on this machine',
}, () => {
  let server: TestServer;
  const spec = isSpecThere ? readSpec() : { paths: {} };
  before(async () => {
    server = await createTestServer({ play });
    const dagIds = await insertAirflowDags(server.database);
    await server.scheduler.submit({ kind: 'dags_changed', dagIds }, { user: null, via: 'test' });
    const post = async (path: string, body: object) => {
      const { status, text } = await server.ask('POST', `/api/v2${path}`, { body });
      assert.ok(status < 300, `${path}: ${text}`);
    };
    await post('/dags/conf_chain/dagRuns', { dag_run_id: 'r1', logical_date: null });
    await post('/variables', { key: 'v', value: 1 });
    await post('/connections', { connection_id: 'c', conn_type: 'http' });
    await post('/backfills', {
      dag_id: 'conf_one',
      from_date: '2026-01-01T00:00:00Z',
      to_date: '2026-01-02T00:00:00Z',
    });
    await server.database.pool.query(`insert into asset_alias (name) values ('a')`);
  });
  after(() => server?.close());

  const known = async (url: string) => {
    const { paths } = (await server.ask('GET', '/openapi.json')).body;
    return paths[url]?.get !== undefined;
  };
  const addressOf = (template: string, changes: Record<string, string> = {}) =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(changes[name] ?? PATH[name] ?? '1'));

  for (const [template, { get }] of Object.entries(spec.paths)) {
    if (!get || NOT_HERE.test(template)) continue;
    const parameters = ((get as Operation).parameters ?? []) as Parameter[];

    it(`GET ${template} takes each of its parameters, and refuses what is none`, async (test) => {
      if (!(await known(template))) return test.skip('not yet');
      const query = parameters.filter((one) => one.in === 'query');
      const required = query.filter((one) => one.required).map((one) => `${one.name}=${PATH[one.name] ?? 'conf_one'}`);
      const wrong: string[] = [];
      const expect = async (url: string, isRight: (status: number) => boolean) => {
        const { status, text } = await server.ask('GET', url);
        if (!isRight(status)) wrong.push(`${url}: ${status} ${text.slice(0, 120)}`);
      };
      const ask = (given: string, isRight: (status: number) => boolean) =>
        expect(`${addressOf(template)}?${[...required, given].join('&')}`, isRight);
      const ok = (status: number) => status === 200 || status === 404;

      for (const one of query) {
        const { name } = one;
        if (name === 'order_by') {
          const names = /Supported attributes: `([^`]*)`/.exec(one.description ?? '')?.[1]?.split(', ') ?? [];
          for (const column of names) {
            await ask(`order_by=${column}`, ok);
            await ask(`order_by=-${column}`, ok);
          }
          if (names.length > 1) await ask(`order_by=${names[0]}&order_by=-${names[1]}`, ok);
          await ask('order_by=no_such_column', (status) => status === 400 || status === 404);
        } else if (isOf(one, 'integer')) {
          await ask(`${name}=1`, ok);
          await ask(`${name}=x`, (status) => status === 422);
          for (const value of OUT_OF_RANGE) await ask(`${name}=${value}`, (status) => status < 500);
          if (one.schema.minimum === 0) await ask(`${name}=-1`, (status) => status === 422);
        } else if (isOf(one, 'number')) {
          await ask(`${name}=1.5`, ok);
          await ask(`${name}=x`, (status) => status === 422);
        } else if (isOf(one, 'boolean')) {
          for (const value of ['true', 'false']) await ask(`${name}=${value}`, ok);
          await ask(`${name}=perhaps`, (status) => status === 422);
        } else if (isOf(one, 'string', 'date-time')) {
          for (const value of ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00%2B02:00', '2026-01-01'])
            await ask(`${name}=${value}`, ok);
          for (const value of ['soon', '2026-02-30', '0000-01-01', '2026-01-01T25:00:00Z'])
            await ask(`${name}=${value}`, (status) => status === 422);
        } else if (/pattern$/.test(name)) {
          for (const value of ['a', '%25', '~', '%7C', '%5C', 'a%7Cb', '']) await ask(`${name}=${value}`, ok);
        }
      }
      for (const one of parameters.filter((one) => one.in === 'path' && isOf(one, 'integer'))) {
        for (const value of OUT_OF_RANGE)
          await expect(addressOf(template, { [one.name]: value }), (status) => status < 500);
        await expect(addressOf(template, { [one.name]: 'x' }), (status) => status === 422 || status === 404);
      }
      assert.deepEqual(wrong, []);
    });
  }
});
