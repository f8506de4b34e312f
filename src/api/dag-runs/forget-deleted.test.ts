import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { logPath, runLogFolder } from '#support/log-path.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

describe('deleting runs', () => {
  let server: TestServer;
  let letGo = () => {};
  before(async () => {
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    server = await createTestServer({
      play: async ({ run }) => {
        if (run.runId === 'busy') await held;
        return { state: 'success' };
      },
    });
    await insertDag(server.database, dag('one', [task('a')]));
    const actor = { user: null, via: 'test' } as const;
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['one'] }, actor);
    for (const runId of ['single', 'bulk', 'stays', 'busy']) {
      const command = { kind: 'trigger_run', dagId: 'one', runId, logicalDate: null, conf: {} } as const;
      const { dagRunId } = await server.scheduler.submit(command, actor);
      if (runId !== 'busy') await untilEnded(server.database, dagRunId ?? 0);
      const log = logPath(join(server.home, 'logs'), 'one', runId, 'a', -1, 1);
      await mkdir(dirname(log), { recursive: true });
      await writeFile(log, '{}\n');
    }
  });
  after(async () => {
    letGo();
    await server.close();
  });

  const hasLogs = (runId: string) => existsSync(runLogFolder(join(server.home, 'logs'), 'one', runId));

  it('removes their logs, one by one and in bulk, and those of no other', async () => {
    assert.equal((await server.ask('DELETE', '/api/v2/dags/one/dagRuns/single')).status, 204);
    assert.deepEqual(['single', 'bulk', 'stays'].map(hasLogs), [false, true, true]);
    const actions = [{ action: 'delete', entities: ['bulk', 'busy'] }];
    const { body } = await server.ask('PATCH', '/api/v2/dags/one/dagRuns', { body: { actions } });
    assert.deepEqual(body.delete.success, ['one.bulk']);
    assert.deepEqual(['bulk', 'busy', 'stays'].map(hasLogs), [false, true, true]);
  });
});
