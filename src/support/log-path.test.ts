import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import test from 'node:test';
import { logPath } from './log-path.ts';

test('a log path has the layout of Airflow', () => {
  assert.equal(
    logPath('/logs', 'etl', 'manual__2026-01-01T00:00:00+00:00', 'group.load', -1, 2),
    '/logs/dag_id=etl/run_id=manual__2026-01-01T00:00:00+00:00/task_id=group.load/attempt=2.log',
  );
  assert.equal(logPath('/logs', 'd', 'r', 't', 3, 1), '/logs/dag_id=d/run_id=r/task_id=t/map_index=3/attempt=1.log');
});

test('no id leaves the log folder', () => {
  for (const id of ['..', '../../etc/passwd', '/etc/passwd', 'a\0b', 'a\\..\\b', '%2e%2e', '.']) {
    const path = logPath('/logs', id, id, id, -1, 1);
    assert.ok(path.startsWith('/logs/dag_id='), path);
    assert.equal(path.split('/').length, 6, path);
    assert.ok(!path.includes('\0'));
  }
});

test('ids that differ have different log paths', () => {
  const ids = ['a/b', 'a%2fb', 'a b', 'a%20b', 'ä', 'x'.repeat(300), `${'x'.repeat(299)}y`, `${'ä'.repeat(250)}`];
  assert.equal(new Set(ids.map((id) => logPath('/logs', id, 'r', 't', -1, 1))).size, ids.length);
});

test('each name of a log path fits a file system', () => {
  const path = logPath('/logs', 'ä'.repeat(250), 'r', 't', -1, 1);
  for (const name of path.split('/')) assert.ok(Buffer.byteLength(name) <= 255, name);
  assert.equal(basename(path), 'attempt=1.log');
  assert.equal(join(path, '..', '..', '..', '..'), '/logs');
});
