/** The command of docs/guides/simulating.md, as a user types it, without a server. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const guide = readFileSync(join(ROOT, 'docs', 'guides', 'simulating.md'), 'utf8');
/** A command of several lines, and what the guide says that it prints. */
const [, written = '', printed = ''] =
  /```sh\naquilon ([^`]*? \\\n[^`]*?)\n```\n\n```text\n(.*?)```/s.exec(guide) ?? [];

const aquilon = (args: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(ROOT, 'src', 'cli', 'main.ts'), ...args], { cwd: ROOT });

test('the command of the guide prints what the guide shows', async () => {
  const args = written.replaceAll('\\\n', ' ').trim().split(/\s+/);
  assert.ok(args.length > 5, 'the guide shows no command');
  assert.equal((await aquilon(args)).stdout, printed);
});

test('what is compared with has none of the failures that are asked about', async () => {
  const args =
    'dags simulate nightly_reports --folder docs/guides/dags --start 2026-03-01 --days 5 --failures 1 -o json';
  const { dags, unchanged } = JSON.parse((await aquilon(args.split(' '))).stdout) as {
    dags: { failed: number }[];
    unchanged: { dags: { failed: number }[] } | null;
  };
  assert.deepEqual([dags[0]?.failed, unchanged?.dags[0]?.failed], [5, 0]);
});

test('an option that fits nothing ends the command with what it may be', async () => {
  const wrong = ['dags', 'simulate', 'nightly_reports', '--folder', 'docs/guides/dags', '--pools', 'warehouse=few'];
  await assert.rejects(aquilon(wrong), (error: { code: number; stderr: string }) => {
    assert.match(error.stderr, /--pools warehouse=few: "few" is no number of slots/);
    return error.code === 1;
  });
});
