/** The structure of the code, and for each of its rules the proof that the rule can fail. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { RULES } from '#test/architecture/rules.ts';
import { readSourceTree } from '#test/architecture/source-tree.ts';

const ROOT = join(import.meta.dirname, '..');
const CANARIES = join(import.meta.dirname, 'canary');
const files = readSourceTree(ROOT);

describe('the source tree', () => {
  test('is found: the rules have something to judge', () => {
    for (const path of ['src/start.ts', 'sdk/src/dag.ts', 'ui/src/main.tsx', 'test/architecture.test.ts'])
      assert.ok(
        files.some((file) => file.path === path && file.imports.length > 0),
        path,
      );
  });
  test('is read completely: what a file imports from within is there', () => {
    const lost = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target !== undefined && !existsSync(join(ROOT, target)))
        .map(({ specifier }) => `${path} -> ${specifier}`),
    );
    assert.deepEqual(lost, []);
  });
  for (const { claim, find } of Object.values(RULES)) {
    test(claim, () => assert.deepEqual(find(files), []));
  }
});

describe('a canary', () => {
  for (const [name, { find }] of Object.entries(RULES)) {
    test(`is caught by the rule ${name}, each of its files named bad`, () => {
      const canary = readSourceTree(join(CANARIES, name));
      const found = find(canary);
      const bad = canary.filter(({ path }) => /\bbad\b/.test(path)).map(({ path }) => path);
      assert.ok(bad.length > 0, 'no canary');
      assert.deepEqual(
        canary.map(({ path }) => path).filter((path) => found.some((problem) => problem.includes(path))),
        bad,
        found.join('\n'),
      );
    });
  }
  test('of large files breaks the budget of the median and of the tenth largest as well', () => {
    const found = RULES.budgets?.find(readSourceTree(join(CANARIES, 'budgets'))).join('\n') ?? '';
    assert.match(found, /the median file has 500 lines/);
    assert.match(found, /one file in ten has more than 500 lines/);
  });
  test('stands for nothing but a rule or a tool', () => {
    assert.deepEqual(readdirSync(CANARIES).sort(), [...Object.keys(RULES), 'floating-promises'].sort());
  });
});
