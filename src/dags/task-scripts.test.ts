import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { type LoadedFile, loadFiles } from './load.ts';

const limits = {
  timeoutSeconds: 30,
  memoryMb: 256,
  mails: { failure: true, retry: true },
  dataIntervals: { cron: false, interval: false },
  defaultQueue: 'default',
};
let folder: string;
let count = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-scripts-'));
  for (const [name, text] of Object.entries({
    'lib/train.py': `import json, helpers as h, numpy
from .  import nothing
from models.tree import (
    grow,  # a comment
    cut as shorten,
)
import models.forest.deep
from models import \\
    names
def train(): pass
`,
    'lib/helpers.py': 'from models import base\nimport train',
    'lib/models/__init__.py': '',
    'lib/models/tree.py': 'from . import bark\nfrom .forest import deep',
    'lib/models/bark.py': 'from ..helpers import x',
    'lib/models/base.py': '',
    'lib/models/names.py': '',
    'lib/models/forest/deep.py': '',
    'lib/models/unused.py': '',
    'outside.py': '',
    'requirements.txt': 'numpy\n',
  })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
after(() => rm(folder, { recursive: true, force: true }));

async function load(options: string): Promise<LoadedFile> {
  const file = join(folder, `dag${count++}.ts`);
  await writeFile(
    file,
    `import { Dag, python } from '@aquilon/sdk';
const dag = new Dag('d', { schedule: null });
dag.task('t', python({ function: 'train', ${options} }))();
export default dag;
`,
  );
  for await (const loaded of loadFiles([file], limits)) return loaded;
  throw new Error('nothing was loaded');
}

test('a Python file belongs to the version of its DAG with all that it imports from its own folder, and nothing else', async () => {
  const loaded = await load(`file: 'lib/train.py', requirements: 'requirements.txt'`);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const names = (loaded.dags[0]?.tasks[0]?.scripts ?? []).map((path) => path.slice(folder.length + 1)).sort();
  const modules = ['__init__', 'bark', 'base', 'forest/deep', 'names', 'tree'].map((name) => `lib/models/${name}.py`);
  assert.deepEqual(names, ['lib/helpers.py', ...modules, 'lib/train.py', 'requirements.txt']);
  assert.equal(loaded.files[join(folder, 'requirements.txt')], 'numpy\n');
  for (const name of names) assert.ok(join(folder, name) in loaded.files, name);
});

test('a file that is not there is told with the task and its line, and the DAG is loaded again when it appears', async () => {
  const loaded = await load(`file: 'lib/none.py', requirements: ['numpy', 'none.txt']`);
  assert.ok(!loaded.ok);
  const text = JSON.stringify(loaded.error);
  assert.match(text, /task t \(line 3\): lib\/none\.py: .*none\.py cannot be read \(ENOENT\)/);
  assert.match(text, /none\.txt: .*none\.txt cannot be read \(ENOENT\)/);
  assert.ok(join(folder, 'lib/none.py') in loaded.files);
});
