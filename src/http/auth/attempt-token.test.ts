import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler } from '#test/support/scheduler.ts';
import { isAttemptToken, issueAttemptToken, verifyAttemptToken } from './attempt-token.ts';
import { type Keys, loadKeys } from './keys.ts';

let db: TestDatabase;
let home: string;
let keys: Keys;

before(async () => {
  db = await createTestDatabase();
  home = await mkdtemp(join(tmpdir(), 'aquilon-token-'));
  keys = await loadKeys(loadConfig({ AQUILON_HOME: home }));
});
after(async () => {
  await db.drop();
  await rm(home, { recursive: true, force: true });
});

test('the token of an attempt reads as a Viewer while the attempt runs, and falls with it', async () => {
  await insertDag(db.database, dag('tokens', [task('one')]));
  let end: (() => void) | undefined;
  const { scheduler, executor } = createTestScheduler(db.database, {
    play: () =>
      new Promise((resolve) => {
        end = () => resolve({ state: 'success' });
      }),
  });
  await scheduler.start();
  try {
    await scheduler.submit(
      { kind: 'trigger_run', dagId: 'tokens', logicalDate: null, conf: {} },
      { user: 'a', via: 'test' },
    );
    while (!end) await new Promise((resolve) => setTimeout(resolve, 2));
    const token = issueAttemptToken(keys, executor.started[0]?.attemptId ?? '');
    assert.ok(isAttemptToken(token));
    const principal = await verifyAttemptToken(db.database, keys, token);
    assert.deepEqual([principal?.role, principal?.username], ['Viewer', 'task tokens.one']);
    end();
    while (await verifyAttemptToken(db.database, keys, token)) await new Promise((resolve) => setTimeout(resolve, 2));
  } finally {
    await scheduler.stop(() => executor.stop(0));
  }
});

test('a token of an attempt that was not signed here is refused', async () => {
  const token = issueAttemptToken(keys, '01a1fb4c-acfe-7878-8301-b4e68fe49714');
  for (const forged of [`${token}x`, 'attempt.', 'attempt.x.y', token.replace('01a1', '01a2')]) {
    assert.equal(await verifyAttemptToken(db.database, keys, forged), null);
  }
});
