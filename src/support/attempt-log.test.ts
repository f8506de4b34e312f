import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AttemptLog } from './attempt-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'aquilon-log-'));
after(() => rmSync(folder, { recursive: true }));
const never = (message: string) => assert.fail(message);
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; [field: string]: unknown });

test('a log makes its file and folders with its first line', () => {
  const path = join(folder, 'a/b/first.log');
  const log = new AttemptLog(path, 1e6, never);
  assert.throws(() => statSync(path));
  log.line('info', 'hello', 'task', { rows: 1 });
  const [line] = linesOf(path);
  assert.deepEqual(
    { ...line, timestamp: '' },
    { timestamp: '', level: 'info', event: 'hello', logger: 'task', rows: 1 },
  );
  log.close();
  log.line('info', 'late', 'task');
  log.close();
  assert.equal(linesOf(path).length, 2);
});

test('a line longer than 64 KiB is cut and says how much', () => {
  const path = join(folder, 'long.log');
  const log = new AttemptLog(path, 1e7, never);
  log.line('info', 'x'.repeat(200_000_000), 'task');
  log.close();
  const [line] = linesOf(path);
  assert.ok((line?.event.length ?? 0) < 66_000);
  assert.equal(line?.cut_characters, 200_000_000 - 65_536);
  assert.match(line?.event ?? '', /199934464 more characters of this line were cut/);
});

test('a flood is cut at the limit, the log says how much, and keeps the end', () => {
  const path = join(folder, 'flood.log');
  const log = new AttemptLog(path, 1_048_576, never);
  for (let number = 0; number < 100_000; number++) log.line('info', `line ${number}`, 'task.stdout');
  log.close();
  assert.ok(statSync(path).size < 1_200_000);
  const lines = linesOf(path);
  assert.equal(lines.at(-1)?.event, 'line 99999');
  assert.ok(lines.some((line) => line.event.startsWith('The log has reached its limit of 1 MiB')));
  const cut = lines.find((line) => 'cut_lines' in line);
  const kept = lines.findIndex((line) => line.event.startsWith('The log has reached'));
  assert.equal(cut?.cut_lines, 100_000 - kept);
});

test('two writers of one log share its limit', () => {
  const path = join(folder, 'shared.log');
  for (let writer = 0; writer < 3; writer++) {
    const log = new AttemptLog(path, 100_000, never);
    for (let number = 0; number < 10_000; number++) log.line('info', 'some text', 'task');
    log.close();
  }
  assert.ok(statSync(path).size < 200_000, String(statSync(path).size));
});

test('a full disk is told once, and nothing is thrown', () => {
  const path = join(folder, 'full.log');
  symlinkSync('/dev/full', path);
  const troubles: string[] = [];
  const log = new AttemptLog(path, 1e6, (message) => troubles.push(message));
  for (let number = 0; number < 10; number++) log.line('info', 'text', 'task');
  log.close();
  assert.equal(troubles.length, 1);
  assert.match(troubles[0] ?? '', /ENOSPC/);
});
