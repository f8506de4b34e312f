/** The sender of notices on a real database, with real processes that render, and an outbox that the test fills. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SerializedNotifier } from '@aquilon/sdk/serialized';
import { openNotices } from '#composition/open-notices.ts';
import { loadConfig } from '#config/config.ts';
import { parseConnection } from '#config/connection.ts';
import type { Database } from '#db/database.ts';
import type { NoticeSender } from '#notices/sender.ts';
import { silentLogger } from '#support/logger.ts';
import { uuidv7 } from '#support/uuid.ts';
import type { TaskServices } from '#worker/services.ts';
import { dag, insertDag, task } from './dags.ts';

export interface TestSender {
  sender: NoticeSender;
  home: string;
  stop(): Promise<void>;
}

export async function openSender(database: Database, env: Record<string, string> = {}): Promise<TestSender> {
  const home = await mkdtemp(join(tmpdir(), 'aquilon-notices-'));
  const config = loadConfig({ AQUILON_HOME: home, AQUILON__NOTICES__RETRY_DELAY: '0.1', ...env });
  const sender = openNotices({
    config,
    database,
    logger: silentLogger,
    services: services(),
    serverUrl: () => 'http://localhost:8080',
    folders: { logs: join(home, 'logs'), storage: join(home, 'storage'), outbox: join(home, 'outbox') },
  });
  return {
    sender,
    home,
    async stop() {
      await sender.stop(1_000);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Connections are named by their addresses here: `http:…`. */
const services = (): TaskServices =>
  ({
    getConnection: async (connId: string) =>
      connId === 'none'
        ? null
        : parseConnection(connId, JSON.stringify({ conn_type: 'http', host: connId, password: 'token' })),
    getVariable: async (key: string) => (key === 'greeting' ? 'hello' : null),
  }) as Partial<TaskServices> as TaskServices;

let dags = 0;

/** Puts notices of the notifier into the outbox, as a run of a DAG of its own that failed, or a task of it. Returns their ids. */
export async function fillOutbox(
  database: Database,
  notifier: SerializedNotifier,
  count = 1,
  taskId: string | null = null,
): Promise<string[]> {
  const callbacks = { failure: [notifier] };
  const dagId = `told_${++dags}`;
  const versionId = await insertDag(database, dag(dagId, [task('load', [], { callbacks })], { callbacks }));
  const told = {
    facts: {
      state: 'failed',
      reason: 'task_failure',
      exception: { code: 'TASK_FAILED', message: 'boom <b>' },
      startedAt: 0,
      endedAt: 1000,
      failedTasks: ['load'],
      failures: [
        {
          taskId: 'load',
          mapIndex: 3,
          tryNumber: 2,
          maxTries: 1,
          code: 'TASK_FAILED',
          message: 'boom <b>',
          startedAt: 100,
          endedAt: 900,
        },
      ],
      failureCount: 5,
      deadline: null,
    },
    run: {
      dagId,
      runId: 'r',
      runType: 'manual',
      logicalDate: null,
      dataIntervalStart: null,
      dataIntervalEnd: null,
      runAfter: '2026-01-01T00:00:00.000Z',
      startDate: null,
      conf: {},
      params: {},
      triggeringUser: null,
    },
    maxTries: taskId === null ? null : 1,
  };
  const ids = Array.from({ length: count }, () => uuidv7());
  await database.pool.query(
    `insert into notice (id, key, at, event, dag_id, dag_run_id, run_id, dag_version_id, notifier, number, told, task_id, map_index, try_number)
     select one, one::text, now(), 'failure', $2, 1, 'r', $3, $4, 0, $5, $6, $7, $8 from unnest($1::uuid[]) one`,
    [ids, dagId, versionId, notifier.kind, JSON.stringify(told), taskId, taskId && -1, taskId && 2],
  );
  return ids;
}

export interface NoticeSeen {
  state: string;
  attempts: number;
  error: string | null;
  recipients: { accepted: string[]; refused: string[] } | null;
}

export async function noticeSeen(database: Database, id: string | undefined): Promise<NoticeSeen> {
  const { rows } = await database.pool.query(`select state, attempts, error, recipients from notice where id = $1`, [
    id,
  ]);
  return rows[0];
}

/** Waits until the notice has come to its end, or to what `is` says. */
export async function untilNotice(
  database: Database,
  id: string | undefined,
  is = ({ state }: NoticeSeen) => state === 'sent' || state === 'failed',
): Promise<NoticeSeen> {
  const until = performance.now() + 60_000;
  for (;;) {
    const seen = await noticeSeen(database, id);
    if (is(seen)) return seen;
    if (performance.now() > until) throw new Error(`the notice is still ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
