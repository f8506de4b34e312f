/** Real files, read by the Python of this machine. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { loadFiles, loadOptions } from '#dags/load.ts';
import { findInterpreter } from '#operators/python/interpreter.ts';
import { withoutPython } from '#test/support/without-python.ts';
import { inOrder } from './finding.ts';
import { pythonProblems } from './python-scripts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon check '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

/** Of the DAG file `py.ts`. */
async function check() {
  for await (const one of loadFiles([join(folder, 'py.ts')], loadOptions(loadConfig({}))))
    if (one.ok) return pythonProblems([one], findInterpreter);
  return assert.fail('the DAG file is not loaded');
}

test('functions of Python that are not there, and files that Python cannot read, are errors', {
  skip: withoutPython,
}, async () => {
  await write(
    'sums.py',
    `import os.path as osp\nfrom json import dumps as to_text\nLIMIT = 1\nif LIMIT:\n    async def later(): pass\nmeans = lambda rows: 0\ndef total(rows):\n    def inner(): pass\n    return rows\n`,
  );
  await write('open.py', `from json import *\n`);
  await write('broken.py', `import helper\nx = 1\n`);
  await write('helper.py', `def one():\n  return 1\n\ndef two(:\n`);
  await write('stray.py', `total = 1\nreturn total\n`);
  const uses = [
    ...['total', 'later', 'means', 'to_text', 'osp', 'totals', 'inner'].map((name) => ['sums.py', name]),
    ['open.py', 'loads'],
    ['broken.py', 'x'],
    ['broken.py', 'y'],
    ['stray.py', 'total'],
  ];
  const tasks = uses.map(
    ([file, name], at) => `dag.task('t${at}', python({ file: '${file}', function: '${name}' }))();`,
  );
  await write(
    'py.ts',
    `import { Dag, python } from '@aquilon/sdk';\nexport const dag = new Dag('py');\n${tasks.join('\n')}\n`,
  );
  const { findings } = await check();
  assert.deepEqual(
    inOrder(findings).map(({ file, line, code }) => `${file.slice(folder.length + 1)}:${line} ${code}`),
    [
      'helper.py:4 python-error',
      'py.ts:8 python-function',
      'py.ts:9 python-function',
      'py.ts:12 python-function',
      'stray.py:2 python-error',
    ],
  );
  const [syntax, near, far] = inOrder(findings);
  assert.match(syntax?.message ?? '', /^Python 3\.\d+\.\d+ cannot read it: /);
  assert.equal(near?.message, 'task t5: sums.py has no function totals. Did you mean total?');
  assert.equal(far?.message, 'task t6: sums.py has no function inner.');
});

test('where the Python of a task is not there, the report says that its files were not looked at', async () => {
  await write('one.py', 'def main(): pass\n');
  await write(
    'py.ts',
    `import { Dag, python } from '@aquilon/sdk';\nexport const dag = new Dag('py');\ndag.task('t', python({ file: 'one.py', function: 'man', python: '/nowhere/python' }))();\n`,
  );
  const { findings, unchecked } = await check();
  assert.deepEqual(findings, []);
  assert.match(unchecked.join('\n'), /^\.py files of 1 tasks: .*\/nowhere\/python/m);
});
