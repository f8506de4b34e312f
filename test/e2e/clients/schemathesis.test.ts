/** schemathesis on our own OpenAPI document: no answer is a 5xx, or other than described. schemathesis.toml says what is asked, and what is not. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eventually, type RunningServer } from '../running-server.ts';
import { installClients, PASSWORD, PATIENCE, runProgram, startClientServer, withoutClients } from './clients.ts';

describe('our OpenAPI document', { skip: withoutClients }, () => {
  let programs: string;
  let server: RunningServer;
  /** It keeps things where it is started. */
  let cwd: string;
  before(async () => {
    programs = await installClients();
    cwd = await mkdtemp(join(tmpdir(), 'aquilon schemathesis '));
    server = await startClientServer();
    await makeThings(server);
  }, PATIENCE);
  after(async () => {
    await server?.stop();
    await rm(cwd, { recursive: true, force: true });
  });

  const run = async (phase: string, examples: number) => {
    const { access_token: token } = await server.ask<{ access_token: string }>('POST', '/auth/token', {
      username: 'admin',
      password: PASSWORD,
    });
    const args = [
      '--config-file',
      join(import.meta.dirname, 'schemathesis.toml'),
      '--no-color',
      'run',
      `${server.url}/openapi.json`,
    ];
    const { code, output } = await runProgram(
      `${programs}/schemathesis`,
      [...args, '--phases', phase, '--max-examples', String(examples)],
      { env: { AQUILON_TOKEN: token }, cwd },
    );
    assert.equal(code, 0, output);
    const [, cases = '0'] = /(\d+) generated/.exec(output) ?? [];
    assert.ok(Number(cases) > 500, output);
  };

  test('holds for values at the borders of every parameter, and beyond', PATIENCE, () => run('coverage', 1));

  test('holds for whole requests made of its schemas, and of what they rule out', PATIENCE, () => run('fuzzing', 15));
});

/** What schemathesis.toml names. */
async function makeThings(server: RunningServer): Promise<void> {
  await eventually('the DAGs', () => server.ask('GET', '/api/v2/dags/shop'));
  await server.ask('POST', '/api/v2/dags/shop/dagRuns', { dag_run_id: 'r1', logical_date: null });
  const instances = '/api/v2/dags/shop/dagRuns/r1/taskInstances';
  await eventually('the question of the run', async () => {
    const { state } = await server.ask<{ state: string }>('GET', `${instances}/ask`);
    return state === 'awaiting_input' ? state : undefined;
  });
  await server.ask('PUT', `${instances}/load/state-store/cursor`, { value: 1 });
  await server.ask('PUT', '/api/v2/assets/1/state-store/cursor', { value: 1 });
  await server.ask('POST', '/api/v2/pools', { name: 'cards', slots: 2 });
  await server.ask('POST', '/api/v2/variables', { key: 'team', value: 'analysts' });
  await server.ask('POST', '/api/v2/connections', { connection_id: 'shop_api', conn_type: 'http' });
  const days = { from_date: '2026-01-01T00:00:00Z', to_date: '2026-01-02T00:00:00Z' };
  await server.ask('POST', '/api/v2/backfills', { dag_id: 'daily', ...days });
}
