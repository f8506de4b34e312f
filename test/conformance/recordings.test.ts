/** Replays the recordings of the real server. Every difference that is allowed stands in differences.ts with its reason. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createUser } from '#http/auth/users.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { insertAirflowDags, play, writeLog } from './airflow-dags.ts';
import { isSpecThere, readSpec, responseChecker } from './airflow-spec.ts';
import { compare } from './compare.ts';
import { ALLOWED, type AllowedDifference } from './differences.ts';

const folder = join(import.meta.dirname, '../../../shared/spec/airflow-recordings');

interface Recording {
  name: string;
  request: { method: string; path: string; body: unknown; headers: Record<string, string> };
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** The run that the recordings look at while nothing else happens. */
const RUN = 'g1_1795210834';

const isThere = existsSync(folder);
const check = isSpecThere ? responseChecker(readSpec()) : () => [];
const met = new Set<AllowedDifference>();

describe('the recordings of Airflow', { skip: isThere ? false : 'the recordings are not on this machine' }, () => {
  let server: TestServer;
  let revoked = '';
  before(async () => {
    server = await createTestServer({
      play,
      env: { AIRFLOW__CORE__TEST_CONNECTION: 'enabled', AIRFLOW__API__EXPOSE_CONFIG: 'True' },
    });
    const dagIds = await insertAirflowDags(server.database);
    await server.scheduler.submit({ kind: 'dags_changed', dagIds }, { user: null, via: 'test' });
    await createUser(server.database, { username: 'airflow', password: 'airflow', role: 'Admin' });
    await server.tokenOf('looker', 'Viewer');
    const { body } = await server.ask('POST', '/auth/token', {
      as: null,
      body: { username: 'airflow', password: 'airflow' },
    });
    revoked = body.access_token;
  });
  after(() => server?.close());

  const tokenFor = async (name: string) => {
    if (name === 'error_403_bad_token') return 'garbage';
    if (name === 'auth_logout_redirect' || name === 'error_403_token_revoked_by_logout') return revoked;
    if (name.includes('viewer')) return server.tokenOf('looker');
    const { body } = await server.ask('POST', '/auth/token', {
      as: null,
      body: { username: 'airflow', password: 'airflow' },
    });
    return body.access_token as string;
  };

  for (const file of isThere
    ? readdirSync(folder)
        .filter((name) => /^\d{3}_.*\.json$/.test(name))
        .sort()
    : []) {
    const recording: Recording = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const { name, request } = recording;
    it(`${name}: ${request.method} ${request.path}`, async () => {
      await prepare(server, name);
      const headers = { ...request.headers };
      if (headers.Authorization) headers.Authorization = `Bearer ${await tokenFor(name)}`;
      const body = request.body ?? undefined;
      const answer = await server.ask(request.method, request.path, { as: null, headers, body });
      const allowed = ALLOWED.filter((one) => one.recording.test(name));
      const isAllowed = (path: string) => {
        const found = allowed.find((one) => one.path.test(path));
        if (found) met.add(found);
        return found !== undefined;
      };
      const differences = [
        ...compare(recording.status, answer.status, 'status'),
        ...compare(recording.headers['content-type'] ?? null, typeOf(answer.headers), 'content-type'),
        ...compare(recording.body, answer.body ?? answer.text),
      ].filter((one) => !isAllowed(one.path));
      assert.deepEqual(
        differences.map((one) => `${one.path} ${one.what}`),
        [],
      );
      const isJson = typeOf(answer.headers) === 'application/json' && answer.status < 300;
      if (isJson) assert.deepEqual(check(request.method, request.path, answer.status, answer.body), []);
    });
  }

  it('allowed differences are all still there', () => {
    const gone = ALLOWED.filter((one) => !met.has(one));
    assert.deepEqual(gone, []);
  });
});

function typeOf(headers: Record<string, unknown>): string | null {
  return typeof headers['content-type'] === 'string' ? headers['content-type'] : null;
}

/** The recorder waited for these moments. */
async function prepare(server: TestServer, name: string): Promise<void> {
  if (['dagrun_get', 'tis_list', 'ti_after_clear', 'failed_run'].includes(name)) await untilAllEnded(server);
  if (name === 'backfill_create') await writeEarlierBackfill(server);
  if (name === 'event_log_get') await writeRecordedEvent(server);
  if (name === 'ti_log_json') await writeLog(server.home, 'conf_chain', RUN, 'extract', 1);
  if (name === 'failed_log') await writeLog(server.home, 'g_fail', 'r_1795210834', 'boom', 2);
}

/** The recorded backfill has the number 6; it goes on while it is looked at, because its DAG is switched off. */
async function writeEarlierBackfill({ database, scheduler }: TestServer): Promise<void> {
  await database.pool.query(
    `insert into backfill (id, dag_id, from_date, to_date, is_paused, reprocess_behavior, max_active_runs, run_backwards,
       run_on_latest_version, created_at, completed_at, updated_at)
     overriding system value
     values (5, 'conf_one', '2025-07-15T00:00:00Z', '2025-08-19T00:00:00Z', true, 'completed', 1, false, true, now(), now(), now())`,
  );
  await database.pool.query(`select setval(pg_get_serial_sequence('backfill', 'id'), 5)`);
  await scheduler.submit({ kind: 'set_paused', dagId: 'conf_one', paused: true }, { user: null, via: 'test' });
}

/** The recorded server had changed more by then. */
async function writeRecordedEvent({ database }: TestServer): Promise<void> {
  await database.pool.query(
    `insert into event_log (id, event, owner, extra) overriding system value
     values (2723, 'delete_pool', 'airflow', '{"pool_name": "default_pool", "method": "DELETE"}')`,
  );
}

async function untilAllEnded({ database }: TestServer): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { rowCount } = await database.pool.query(
      `select from dag_run join dag using (dag_id) where state in ('queued', 'running') and not is_paused
       and not exists (select from task_instance ti where ti.dag_run_id = dag_run.id and ti.state = 'awaiting_input')`,
    );
    if (rowCount === 0) return;
    assert.ok(Date.now() < deadline, 'the runs do not end');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
