/** The linter finds lost promises: also those of Node and of libraries, which Biome's own rule does not see. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');
const CANARY = 'test/canary/floating-promises/src/bad.ts';

test('every promise that the canary loses is reported, and nothing else of it', () => {
  const marked = readFileSync(join(ROOT, CANARY), 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.endsWith('// lost') ? [index + 1] : []));
  const { status, stdout, stderr } = lint(CANARY);
  const found = [...stdout.matchAll(/bad\.ts:(\d+):\d+: .*floating-promises|bad\.ts:(\d+):\d+: .*misused-promises/g)];
  assert.deepEqual(
    found.map(([, floating, misused]) => Number(floating ?? misused)).sort((a, b) => a - b),
    marked,
    stdout + stderr,
  );
  assert.equal(marked.length, 9);
  assert.equal(status, 1);
});

function lint(path: string): { status: number | null; stdout: string; stderr: string } {
  const tool = join(ROOT, 'node_modules/.bin/oxlint');
  // The tool is a Node program of its own: the pinned one runs it.
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  return spawnSync(tool, ['--type-aware', '-f', 'unix', path], { cwd: ROOT, env, encoding: 'utf8' });
}
