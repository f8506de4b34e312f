import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadFiles } from '#dags/load.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon readme '));
});
after(() => rm(folder, { recursive: true, force: true }));

for (const readme of ['README.md', 'sdk/README.md']) {
  test(`the DAG files in ${readme} load as they are shown`, async () => {
    const text = await readFile(join(ROOT, readme), 'utf8');
    const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');
    assert.ok(blocks.length > 0);
    const files = blocks.map((_, at) => join(folder, `${readme.replace(/\W/g, '_')}${at}.ts`));
    for (const [at, file] of files.entries()) await writeFile(file, blocks[at] ?? '');
    for await (const loaded of loadFiles(files, {
      timeoutSeconds: 30,
      memoryMb: 256,
      mails: { failure: true, retry: true },
      dataIntervals: { cron: false, interval: false },
      defaultQueue: 'default',
    }))
      assert.ok(loaded.ok && loaded.dags.length === 1, loaded.ok ? 'no DAG' : loaded.error);
  });
}
